import { randomBytes } from 'node:crypto'
import pg from 'pg'

export type Buyer = { id: string; cookie: string; address_id: string }

/**
 * Thousands of people with a session and an address each, written in one go: signing them up through the front door
 * would measure how slow a password is meant to be.
 */
export async function bringBuyers(database_url: string, count: number): Promise<Buyer[]> {
  const secret = randomBytes(16).toString('hex')
  const client = new pg.Client({ connectionString: database_url })
  await client.connect()
  try {
    const { rows } = await client.query<Buyer>(
      `
      with person as (
        select uuidv7() as id, uuidv7() as address_id, $1 || '-' || n as token, n from generate_series(1, $2::int) as n
      ), account as (
        insert into accounts (id, nickname, password_hash, created_at)
        select id, 'buyer ' || n, 'none', now() from person
      ), name as (
        insert into sign_in_names (name, account_id, kind) select token || '@drill.example', id, 'email' from person
      ), session as (
        insert into sessions (id, account_id, token_hash, created_at, seen_at, expires_at)
        select uuidv7(), id, sha256(convert_to(token, 'UTF8')), now(), now(), now() + interval '1 day' from person
      ), address as (
        insert into addresses (id, account_id, recipient, phone, province, city, district, street, is_default, created_at)
        select address_id, id, '买家 ' || n, '13800000000', '浙江省', '杭州市', '余杭区', '演练路 ' || n || ' 号', true, now() from person
      )
      select id::text, 'closedloop_session=' || token as cookie, address_id::text from person order by n`,
      [secret, count],
    )
    return rows
  } finally {
    await client.end()
  }
}
