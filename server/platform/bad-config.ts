/** Thrown for settings that cannot work; the message says what to set, and never what was set where that is a secret. */
export class BadConfig extends Error {
  override name = 'BadConfig'
}
