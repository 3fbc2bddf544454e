/** A second signal sooner than this is an echo: npm passes on a Ctrl-C that the terminal has already sent. Unit: ms. */
const echoMs = 1_000

/**
 * Waits for the first signal that asks to stop, and gives its name. A second one, from an impatient person, ends the
 * process at once with the status that shells give to the signal.
 */
export function stopSignal(): Promise<NodeJS.Signals> {
  const numbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const
  let first: number | undefined
  return new Promise((resolve) => {
    for (const name of Object.keys(numbers) as Array<keyof typeof numbers>) {
      process.on(name, () => {
        first ??= performance.now()
        if (performance.now() - first > echoMs) process.exit(128 + numbers[name])
        resolve(name)
      })
    }
  })
}
