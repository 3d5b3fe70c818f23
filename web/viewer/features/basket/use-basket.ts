import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { type Answer, call } from '../../../shared/api/client.ts'
import { keyOf, useRoute } from '../../../shared/api/query.ts'
import { useProblemToast } from '../../../shared/ui/toast.tsx'

export type Basket = Answer<'GET /v1/basket'>

/** The basket after one line has another quantity (0 takes it out), until the platform says so itself. */
export function basketAfter(basket: Basket, sku_id: string, quantity: number): Basket {
  const shops = basket.shops
    .map((shop) => {
      const lines = shop.lines
        .map((line) => (line.sku_id === sku_id ? { ...line, quantity } : line))
        .filter((line) => line.quantity > 0)
      return {
        ...shop,
        lines,
        subtotal: lines.reduce((sum, line) => sum + line.unit_price * line.quantity, 0),
      }
    })
    .filter(({ lines }) => lines.length > 0)
  return {
    ...basket,
    shops,
    count: shops.reduce((sum, { lines }) => sum + lines.length, 0),
    total: shops.reduce((sum, { subtotal }) => sum + subtotal, 0),
  }
}

/** The basket; changes show at once and are taken back with the reason when the platform refuses. */
export function useBasket() {
  const client = useQueryClient()
  const say = useProblemToast()
  const found = useRoute('GET /v1/basket')
  const turn = useRef(0)
  const key = keyOf('GET /v1/basket', undefined)
  const set = async (
    sku_id: string,
    quantity: number,
    from: { room_id?: string | null; context?: string | null } = {},
  ) => {
    const { room_id, context } = from
    const own = ++turn.current
    await client.cancelQueries({ queryKey: key })
    const before = client.getQueryData<Basket>(key)
    if (before) client.setQueryData(key, basketAfter(before, sku_id, quantity))
    try {
      const after =
        quantity === 0
          ? await call('DELETE /v1/basket/lines/:sku_id', { params: { sku_id } })
          : await call('PUT /v1/basket/lines/:sku_id', {
              params: { sku_id },
              body: {
                quantity,
                ...(room_id ? { room_id } : {}),
                ...(context ? { context } : {}),
              },
            })
      if (own === turn.current) client.setQueryData(key, after)
      return true
    } catch (error) {
      if (before && own === turn.current) client.setQueryData(key, before)
      void client.invalidateQueries({ queryKey: key })
      say(error)
      return false
    }
  }
  return { found, set }
}
