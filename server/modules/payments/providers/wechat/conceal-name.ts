import type { Answer } from '../../provider.ts'
import type { WechatClient } from './client.ts'
import { conceal } from './signature.ts'

export type Concealed = { words?: string; concealed_for?: string }

/**
 * A person's name as it travels to WeChat Pay, with the name of the key that opens it: whoever sends it has to say both.
 * Nothing where no name is known. Unknown while their key could not be fetched.
 */
export async function concealName(
  client: WechatClient,
  name: string | undefined,
): Promise<Answer<Concealed>> {
  if (!name) return { is: 'answered', value: {} }
  const theirs = await client.theirKey()
  if (!theirs) return { is: 'unknown', why: 'no key to conceal the name with' }
  return {
    is: 'answered',
    value: { words: conceal(theirs.key, name), concealed_for: theirs.serial },
  }
}
