import { useBlocker } from '@tanstack/react-router'
import { App } from 'antd'
import { useWords } from '../i18n/language.tsx'
import { deskWords } from './desk.words.ts'

/** Asks before unsaved changes are left behind, by a link, by "back" or by closing the tab. */
export function useUnsavedGuard(dirty: boolean): void {
  const t = useWords(deskWords)
  const { modal } = App.useApp()
  useBlocker({
    disabled: !dirty,
    enableBeforeUnload: dirty,
    shouldBlockFn: () =>
      new Promise<boolean>((resolve) => {
        modal.confirm({
          title: t('leave_title'),
          content: t('leave_words'),
          okText: t('leave'),
          cancelText: t('stay'),
          onOk: () => resolve(false),
          onCancel: () => resolve(true),
        })
      }),
  })
}
