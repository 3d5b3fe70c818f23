import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process by its number and the moment it began: numbers are given again to strangers after a crash. */
type Owner = { pid: number; began: string }

/**
 * Makes this process the only owner of what `file` stands for, or tells the process id of the living one.
 * The claim of a process that was killed counts for nothing.
 */
export async function claim(file: string): Promise<{ taken_by: number } | { release: () => void }> {
  const mine = `${process.pid} ${beganOf(process.pid)}`
  const written = `${file}.${process.pid}`
  for (let replaced = false; ; replaced = true) {
    const owner = ownerOf(file)
    if (owner && isAlive(owner)) return { taken_by: owner.pid }
    rmSync(file, { force: true })
    writeFileSync(written, mine)
    try {
      // A link appears whole or not at all, and never over another one.
      linkSync(written, file)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || replaced) throw error
      continue
    } finally {
      rmSync(written, { force: true })
    }
    // Of two that saw the same dead owner the later one replaced the earlier one's claim.
    await sleep(30)
    if (existsSync(file) && readFileSync(file, 'utf8') === mine)
      return {
        release: () => {
          if (existsSync(file) && readFileSync(file, 'utf8') === mine) rmSync(file, { force: true })
        },
      }
  }
}

function ownerOf(file: string): Owner | undefined {
  if (!existsSync(file)) return undefined
  const [pid, began = ''] = readFileSync(file, 'utf8').trim().split(' ')
  return Number(pid) > 0 ? { pid: Number(pid), began } : undefined
}

const isAlive = ({ pid, began }: Owner): boolean => runs(pid) && beganOf(pid) === began

/** Alive, whoever it belongs to. */
export function runs(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Clock ticks from the machine's start to the process's; empty where the system does not tell. */
function beganOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Dead, only not yet collected by its parent.
    return state === 'Z' ? 'ended' : (fields[18] ?? '')
  } catch {
    return ''
  }
}
