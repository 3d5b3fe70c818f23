import { Problem } from '../api/client.ts'
import type { Language } from './language.tsx'
import { refusalWords } from './refusals.ts'

/** A server's or network's "no" in people's words, in their language. */
export function problemWords(error: unknown, language: Language): string {
  if (!(error instanceof Problem)) return refusalWords[language].internal
  const known = (refusalWords[language] as Record<string, string>)[error.code]
  return known ?? error.message
}
