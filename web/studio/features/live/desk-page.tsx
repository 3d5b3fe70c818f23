import { Alert, Skeleton } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { Page } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { AddGoods } from './add-goods.tsx'
import { CartTable } from './cart-table.tsx'
import { DeskChat } from './desk-chat.tsx'
import { DeskActs, DeskMeta } from './desk-header.tsx'
import { commandOf, pressOf } from './desk-keys.ts'
import { FiguresStrip } from './figures-strip.tsx'
import { FlashDialog } from './flash-dialog.tsx'
import { FlashPanel } from './flash-panel.tsx'
import { KeyHints, KeysHelp } from './keys-help.tsx'
import { liveWords } from './live.words.ts'
import { DeskPreview } from './preview.tsx'
import { PushPanel } from './push-panel.tsx'
import { RecentOrders } from './recent-orders.tsx'
import { RoomStateTag } from './rooms-page.tsx'
import { TrendPanel } from './trend-panel.tsx'
import { useDesk } from './use-desk.ts'

type Opened = { what: 'push' | 'add' | 'help' } | { what: 'flash'; item_id: string | undefined }

/** Where a host runs a room: picture, comments, cart, sales, flash offers, all at once. */
export function DeskPage({ room_id }: { room_id: string }) {
  const t = useWords(liveWords)
  const handle = useDesk(room_id)
  const { desk, explain, line } = handle
  const [opened, setOpened] = useState<Opened>()
  const search = useRef<HTMLInputElement>(null)
  const close = () => setOpened(undefined)
  const explaining = desk?.room.items.find(({ is_explaining }) => is_explaining)
  const over = desk?.room.state === 'ended' || desk?.room.state === 'banned'

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = commandOf(pressOf(event))
      if (!command || !desk) return
      if (command.do === 'close') return search.current?.blur()
      // While something is open its own keys lead.
      if (opened || document.querySelector('.ant-modal-wrap:not([style*="none"]),.ant-drawer-open'))
        return
      event.preventDefault()
      if (command.do === 'search') search.current?.focus()
      else if (command.do === 'help') setOpened({ what: 'help' })
      else if (over) return
      else if (command.do === 'explain') {
        const item = desk.room.items[command.number - 1]
        if (item?.state === 'listed') explain(item.id)
      } else if (command.do === 'stop') explain(null)
      else if (command.do === 'flash') setOpened({ what: 'flash', item_id: explaining?.id })
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [desk, opened, explain, explaining?.id, over])

  if (!desk)
    return (
      <Page title={t('desk')} back={paths.rooms()}>
        {handle.error ? (
          <FailureState error={handle.error} onRetry={() => void handle.refetch()} />
        ) : (
          <Skeleton active paragraph={{ rows: 10 }} />
        )}
      </Page>
    )
  const { room } = desk
  return (
    <Page
      bare
      back={paths.rooms()}
      title={room.title}
      tag={<RoomStateTag state={room.state} />}
      meta={<DeskMeta desk={desk} />}
      acts={<DeskActs handle={handle} desk={desk} onPush={() => setOpened({ what: 'push' })} />}
    >
      {!over && (line === 'reconnecting' || line === 'lost') && (
        <Alert
          banner
          type="warning"
          title={t(line === 'lost' ? 'line_lost' : 'line_reconnecting')}
        />
      )}
      <div className="live-desk">
        <div className="live-desk-left">
          <DeskPreview desk={desk} onPush={() => setOpened({ what: 'push' })} />
          <DeskChat desk={desk} refetch={() => void handle.refetch()} />
        </div>
        <div className="live-desk-middle">
          <FiguresStrip desk={desk} />
          <CartTable
            desk={desk}
            handle={handle}
            over={over ?? false}
            search={search}
            onAdd={() => setOpened({ what: 'add' })}
            onFlash={(item_id) => setOpened({ what: 'flash', item_id })}
          />
          <KeyHints onHelp={() => setOpened({ what: 'help' })} />
        </div>
        <div className="live-desk-right">
          <TrendPanel desk={desk} />
          <FlashPanel
            desk={desk}
            over={over ?? false}
            onOpen={() => setOpened({ what: 'flash', item_id: explaining?.id })}
            refetch={() => void handle.refetch()}
          />
          <RecentOrders desk={desk} />
        </div>
      </div>
      <PushPanel
        room_id={room_id}
        open={opened?.what === 'push'}
        onClose={close}
        over={over ?? false}
      />
      <AddGoods
        desk={desk}
        open={opened?.what === 'add'}
        onClose={close}
        refetch={() => void handle.refetch()}
      />
      <FlashDialog
        desk={desk}
        open={opened?.what === 'flash'}
        item_id={opened?.what === 'flash' ? opened.item_id : undefined}
        onClose={close}
        refetch={() => void handle.refetch()}
      />
      <KeysHelp open={opened?.what === 'help'} onClose={close} />
    </Page>
  )
}
