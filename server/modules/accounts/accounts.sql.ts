import { pick, uuids } from '../../platform/columns.ts'
import { type Db, row, rows } from '../../platform/db.ts'
import type { Duty, SignInName } from './account.ts'

export type Person = {
  id: string
  nickname: string
  avatar_key: string | null
  bio: string
  is_creator: boolean
  followers: bigint
}

/** Public faces of people, in the order asked for. */
export const findPeople = (db: Db, ids: readonly string[]) => rows<Person>(db)`
  select a.id, a.nickname, a.avatar_key, a.bio, a.is_creator, coalesce((select followers from follow_marks where account_id = a.id), 0) as followers
  from unnest(${ids}::uuid[]) with ordinality as wanted (id, place) join accounts as a using (id)
  where a.closed_at is null order by wanted.place`

/** Nicknames alone, in no order; closed accounts are left out. */
export const findNicknames = (db: Db, ids: readonly string[]) => rows<{
  id: string
  nickname: string
}>(db)`
  select id, nickname from accounts where id = any(${uuids(ids)}::uuid[]) and closed_at is null`

export type Me = Person & {
  language: 'zh-CN' | 'en'
  duties: Duty[]
  names: SignInName[]
  following: bigint
}
export const findMe = (db: Db, id: string) => row<Me>(db)`
  select a.id, a.nickname, a.avatar_key, a.bio, a.is_creator, a.language,
    array(select duty from operator_duties where account_id = a.id order by duty) as duties,
    coalesce((select jsonb_agg(jsonb_build_object('name', name, 'kind', kind) order by kind desc) from sign_in_names where account_id = a.id), '[]') as names,
    coalesce((select followers from follow_marks where account_id = a.id), 0) as followers,
    (select count(*) from follows where follower_id = a.id) as following
  from accounts as a where a.id = ${id} and a.closed_at is null`

export const findByName = (db: Db, name: string) => row<{ id: string; password_hash: string }>(db)`
  select a.id, a.password_hash from sign_in_names as n join accounts as a on a.id = n.account_id
  where n.name = ${name} and a.closed_at is null`

export type Address = {
  id: string
  recipient: string
  phone: string
  province: string
  city: string
  district: string
  street: string
  is_default: boolean
}
export const listAddresses = (db: Db, account_id: string) => rows<Address>(db)`
  select id, recipient, phone, province, city, district, street, is_default from addresses
  where account_id = ${account_id} and removed_at is null order by is_default desc, created_at desc limit 20`

/** One address of this person; others’ addresses do not exist for them. */
export const findAddress = (db: Db, account_id: string, id: string) => row<Address>(db)`
  select id, recipient, phone, province, city, district, street, is_default from addresses
  where id = ${id} and account_id = ${account_id} and removed_at is null`

/** The addresses of many people, each by its owner and id, as JSON to be kept with an order; what is not theirs is left out. */
export const findAddresses = (
  db: Db,
  pairs: readonly { buyer_id: string; address_id: string }[],
) => rows<{ id: string; account_id: string; address: string }>(db)`
  select a.id, a.account_id, json_build_object('recipient', a.recipient, 'phone', a.phone, 'province', a.province, 'city', a.city,
    'district', a.district, 'street', a.street)::text as address
  from unnest(${uuids(pick(pairs, 'address_id'))}::uuid[], ${uuids(pick(pairs, 'buyer_id'))}::uuid[]) as asked (id, account_id)
  join addresses as a using (id, account_id) where a.removed_at is null`
