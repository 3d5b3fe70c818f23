import { newId } from '../../kernel/ids.ts'
import { type Db, inTransaction, isDatabaseError, rows } from '../../platform/db.ts'
import { assertPassword, type Duty, nameTaken, normaliseSignInName } from './account.ts'
import { hashPassword } from './passwords.ts'

type Registration = {
  sign_in_name: string
  password: string
  nickname: string
  language?: 'zh-CN' | 'en'
  is_creator?: boolean
  duties?: readonly Duty[]
  avatar_key?: string | null
  bio?: string
  now: Date
}

/** Makes an account. Of two people who register the same name at once, one is refused. */
export async function register(db: Db, wish: Registration): Promise<string> {
  const name = normaliseSignInName(wish.sign_in_name)
  assertPassword(wish.password, name.name)
  const password_hash = await hashPassword(wish.password)
  const id = newId()
  try {
    await inTransaction(db, async (tx) => {
      await rows(tx)`
        insert into accounts (id, nickname, avatar_key, bio, language, password_hash, is_creator, created_at)
        values (${id}, ${wish.nickname}, ${wish.avatar_key ?? null}, ${wish.bio ?? ''}, ${wish.language ?? 'zh-CN'}, ${password_hash}, ${wish.is_creator ?? false}, ${wish.now})`
      await rows(
        tx,
      )`insert into sign_in_names (name, account_id, kind) values (${name.name}, ${id}, ${name.kind})`
      await rows(tx)`
        insert into operator_duties (account_id, duty, given_at) select ${id}, duty, ${wish.now} from unnest(${wish.duties ?? []}::text[]) as duty`
    })
  } catch (error) {
    if (isDatabaseError(error, '23505', 'sign_in_names_pkey')) throw nameTaken()
    throw error
  }
  return id
}
