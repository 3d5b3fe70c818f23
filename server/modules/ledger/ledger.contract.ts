import {
  Count,
  Currency,
  contract,
  Day,
  IdOf,
  Instant,
  Maybe,
  Obj,
  OneOf,
  PageOf,
  PageQuery,
  SignedAmount,
  Type,
} from '../../kernel/contract.ts'

const EntryView = Obj({
  id: Type.String(),
  journal_id: Type.String(),
  kind: Type.String(),
  event: Type.String(),
  account_id: IdOf('lac'),
  account_kind: Type.String(),
  owner_kind: Type.String(),
  amount: SignedAmount,
  currency: Currency,
  balance_after: SignedAmount,
  order_id: Maybe(IdOf('ord')),
  order_line_id: Maybe(IdOf('lin')),
  memo: Type.String(),
  at: Instant,
})
export const LedgerAccountView = Obj({
  id: IdOf('lac'),
  kind: Type.String(),
  owner_kind: OneOf('platform', 'shop', 'account', 'provider'),
  owner_id: Maybe(Type.String()),
  owner_name: Maybe(Type.String()),
  currency: Currency,
  balance: SignedAmount,
  entries_count: Count,
})

export const ledgerContract = contract({
  'GET /v1/ledger/accounts': {
    summary: 'Balances of every account',
    who: 'operator:finance',
    query: Obj({
      ...PageQuery,
      kind: Type.Optional(
        Type.String({ maxLength: 200, description: 'one, or several, with commas' }),
      ),
      currency: Type.Optional(Currency),
    }),
    answers: { 200: PageOf(LedgerAccountView) },
  },
  'GET /v1/ledger/accounts/:account_id/entries': {
    summary: 'An account’s entries, newest first',
    who: 'operator:finance',
    params: Obj({ account_id: IdOf('lac') }),
    query: Obj(PageQuery),
    answers: { 200: PageOf(EntryView) },
  },
  'GET /v1/ledger/journals': {
    summary:
      'Journals with their entries, newest first; of one order, line, day of the books or kinds when named',
    who: 'operator:finance',
    query: Obj({
      ...PageQuery,
      order_id: Type.Optional(IdOf('ord')),
      order_line_id: Type.Optional(IdOf('lin')),
      /** The day they are booked on: that of a sealed day's counts. */
      day: Type.Optional(Day),
      kind: Type.Optional(
        Type.String({ maxLength: 200, description: 'one, or several, with commas' }),
      ),
    }),
    answers: {
      200: PageOf(
        Obj({
          id: Type.String(),
          event: Type.String(),
          kind: Type.String(),
          memo: Type.String(),
          at: Instant,
          reverses: Maybe(Type.String()),
          entries: Type.Array(EntryView),
        }),
      ),
    },
  },
  'GET /v1/ledger/days': {
    summary: 'Sealed days: counts and hashes',
    who: 'operator:finance',
    answers: {
      200: Obj({
        data: Type.Array(
          Obj({
            day: Day,
            journals_count: Count,
            entries_count: Count,
            hash: Type.String(),
            sealed_at: Instant,
          }),
        ),
      }),
    },
  },
})
