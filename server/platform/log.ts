import { type Logger, pino } from 'pino'

export type Log = Logger

/** Structured lines on stdout. Bodies, cookies and keys are never handed to it. */
export const makeLog = (level: string): Log =>
  pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['headers.cookie', 'headers.authorization', 'password', 'key', 'token'],
  })

export const silentLog = (): Log => pino({ level: process.env.TEST_LOG ?? 'silent' })
