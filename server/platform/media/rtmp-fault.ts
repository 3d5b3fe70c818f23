/** The other side broke the protocol or a limit: its connection ends, nothing else does. */
export class RtmpFault extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.name = 'RtmpFault'
    this.code = code
  }
}
