/** Somebody whose silence is watched. */
export interface Watched {
  readonly onIdle: () => void
  /** The round in which it was last heard of. */
  round: number
}

/** Into how many rounds the patience is cut: silence is noticed at most a quarter of it late. */
const rounds = 4

/**
 * Notices who has been silent for too long. One timer serves all: most bodies are there before the next turn of the event loop,
 * and a timer for each would cost more than reading them.
 */
export class IdleWatch {
  readonly #roundMs: number
  readonly #watched = new Set<Watched>()
  #round = 0
  #timer: NodeJS.Timeout | undefined

  /** Unit of `patienceMs`: milliseconds. */
  constructor(patienceMs: number) {
    this.#roundMs = Math.max(1, patienceMs / rounds)
  }

  /** Begins to watch; `onIdle` is called at most once, after silence for longer than the patience. */
  begin(onIdle: () => void): Watched {
    const watched = { onIdle, round: this.#round }
    this.#watched.add(watched)
    this.#timer ??= setInterval(() => this.#look(), this.#roundMs).unref()
    return watched
  }

  /** It was heard of. */
  stir(watched: Watched): void {
    watched.round = this.#round
  }

  /** It is watched no more. */
  end(watched: Watched): void {
    this.#watched.delete(watched)
  }

  #look(): void {
    if (this.#watched.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
      return
    }
    this.#round++
    for (const watched of this.#watched) {
      if (this.#round - watched.round <= rounds) continue
      this.#watched.delete(watched)
      watched.onIdle()
    }
  }
}
