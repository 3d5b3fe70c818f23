import { Button, Dropdown } from 'antd'
import { Radio } from 'lucide-react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { allianceWords } from './alliance.words.ts'

const OPEN = ['preview', 'live', 'paused']

/** Puts goods into the cart of one of the creator's rooms that is not over. */
export function ToRoomButton({ product_id, title }: { product_id: string; title: string }) {
  const t = useWords(allianceWords)
  const found = useRoute('GET /v1/me/rooms', { query: { limit: 20 } })
  const rooms = (found.data?.data ?? []).filter(({ state }) => OPEN.includes(state))
  const put = useAct(
    (room_id: string) =>
      call('POST /v1/rooms/:room_id/items', { params: { room_id }, body: { product_id } }),
    { done: t('put_in_room'), refresh: ['GET /v1/rooms/:room_id'] },
  )
  if (rooms.length === 0) return null
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: rooms.map(({ id, title: name }) => ({ key: id, label: name })),
        onClick: ({ key }) => void put.run(key),
      }}
    >
      <Button
        size="small"
        aria-label={`${t('to_room')} ${title}`}
        icon={<Radio size={14} aria-hidden />}
        loading={put.busy}
      >
        {t('to_room')}
      </Button>
    </Dropdown>
  )
}
