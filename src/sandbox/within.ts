/** Waits for a promise, however it ends, but no longer than so many milliseconds. */
export function within(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    const ended = () => {
      clearTimeout(timer)
      resolve()
    }
    promise.then(ended, ended)
  })
}
