/** The file of a dry run stays at hand in this tab, so that "run for real" need not ask for it again. */
const files = new Map<string, File>()

export const keepFile = (import_id: string, file: File): void => {
  files.set(import_id, file)
}
export const keptFile = (import_id: string): File | undefined => files.get(import_id)
