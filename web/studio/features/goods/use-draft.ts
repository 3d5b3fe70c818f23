import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call, Problem } from '../../../shared/api/client.ts'
import { platformNow } from '../../../shared/api/clock.ts'
import { keyOf } from '../../../shared/api/query.ts'
import { contentOf, type Goods, storable } from './content.ts'
import type { Content } from './sku-matrix.ts'

const PAUSE_MS = 1_200
export type Saving =
  | { state: 'saved'; at: number | null }
  | { state: 'unsaved' | 'saving' }
  | { state: 'failed'; error: unknown }
  | { state: 'conflict' }

/** The draft being written: kept here at once, on the platform a moment after the last change. */
export function useDraft(goods: Goods) {
  const client = useQueryClient()
  const [content, setContent] = useState<Content>(() => contentOf(goods))
  const [saving, setSaving] = useState<Saving>({ state: 'saved', at: null })
  const version = useRef(goods.draft?.version)
  const newest = useRef(content)
  const dirty = useRef(false)
  const running = useRef<Promise<boolean> | undefined>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const params = { shop_id: goods.shop_id, product_id: goods.id }
  const key = keyOf('GET /v1/shops/:shop_id/goods/:product_id', { params })

  const save = async (over = false): Promise<boolean> => {
    clearTimeout(timer.current)
    await running.current
    if (!dirty.current && !over) return true
    const attempt = (async () => {
      dirty.current = false
      setSaving({ state: 'saving' })
      try {
        const fresh = await call('PUT /v1/shops/:shop_id/goods/:product_id/draft', {
          params,
          body: {
            content: storable(newest.current),
            ...(version.current === undefined || over ? {} : { version: version.current }),
          },
        })
        version.current = fresh.draft?.version
        client.setQueryData(key, fresh)
        void client.invalidateQueries({ queryKey: ['GET /v1/shops/:shop_id/goods'] })
        // New SKUs got their ids: without them the next save would make them anew.
        const ids = contentOf(fresh).skus
        newest.current = {
          ...newest.current,
          skus: newest.current.skus.map((sku) => {
            const known = ids.find(
              ({ option_values }) => option_values.join('\n') === sku.option_values.join('\n'),
            )
            return sku.id || !known?.id ? sku : { ...sku, id: known.id }
          }),
        }
        setContent(newest.current)
        setSaving(dirty.current ? { state: 'unsaved' } : { state: 'saved', at: platformNow() })
        return true
      } catch (error) {
        dirty.current = true
        setSaving(
          error instanceof Problem && error.code === 'changed_meanwhile'
            ? { state: 'conflict' }
            : { state: 'failed', error },
        )
        return false
      }
    })()
    running.current = attempt
    return attempt
  }
  const saveNow = useRef(save)
  saveNow.current = save

  const change = useCallback(
    (patch: Partial<Content> | ((content: Content) => Partial<Content>)) => {
      const next = {
        ...newest.current,
        ...(typeof patch === 'function' ? patch(newest.current) : patch),
      }
      newest.current = next
      dirty.current = true
      setContent(next)
      setSaving((now) => (now.state === 'conflict' ? now : { state: 'unsaved' }))
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void saveNow.current(), PAUSE_MS)
    },
    [],
  )
  useEffect(() => () => clearTimeout(timer.current), [])

  return {
    content,
    change,
    saving,
    /** Sends what is not sent yet; false when it could not be. */
    flush: () => save(),
    keepMine: () => save(true),
    async loadTheirs() {
      clearTimeout(timer.current)
      const fresh = await call('GET /v1/shops/:shop_id/goods/:product_id', { params })
      take(fresh)
    },
    take,
  }
  /** Begins anew from what the platform holds. */
  function take(fresh: Goods): void {
    dirty.current = false
    version.current = fresh.draft?.version
    newest.current = contentOf(fresh)
    client.setQueryData(key, fresh)
    setContent(newest.current)
    setSaving({ state: 'saved', at: null })
  }
}
export type DraftHandle = ReturnType<typeof useDraft>
