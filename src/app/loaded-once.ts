import type { Soon } from '../base/soon.ts'

/** Loads something when it is first asked for, and the same for all, who need not wait for what is there; a load that failed is tried again. */
export function loadedOnce<T extends object>(load: () => Promise<T>): () => Soon<T> {
  let loaded: Soon<T> | undefined
  return () => {
    loaded ??= load().then(
      (value) => {
        loaded = value
        return value
      },
      (error: unknown) => {
        loaded = undefined
        throw error
      },
    )
    return loaded
  }
}
