import { Form, InputNumber } from 'antd'

/** A rate in percent, kept by the form as typed; `ppmOf` says it as the platform does. */
export const RateField = ({
  name,
  label,
  min = 0,
  max,
  needed,
}: {
  name: string
  label: string
  min?: number
  max: number
  needed: string
}) => (
  <Form.Item name={name} label={label} rules={[{ required: true, message: needed }]}>
    <InputNumber min={min} max={max} precision={2} step={1} suffix="%" />
  </Form.Item>
)

export const ppmOf = (percent: number): number => Math.round(percent * 10_000)
