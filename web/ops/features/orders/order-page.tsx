export const OrderPage = (_: { order_id: string }) => null
