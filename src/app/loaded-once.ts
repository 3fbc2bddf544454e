/** Loads something when it is first asked for, and the same for all; a load that failed is tried again. */
export function loadedOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined
  return () => {
    if (!loaded) {
      loaded = load()
      loaded.catch(() => {
        loaded = undefined
      })
    }
    return loaded
  }
}
