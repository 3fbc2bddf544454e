import { bodyBytesPerSecondMin } from './limits.ts'

/** Somebody whose silence is watched. */
export interface Watched {
  readonly onIdle: () => void
  readonly begunRound: number
  /** The round in which it was last heard of. */
  round: number
  /** What has come. */
  bytes: number
}

/** Into how many rounds the patience is cut: silence is noticed at most a quarter of it late. */
const rounds = 4

/**
 * Notices who has been silent for too long, and who says so little that it would never come to an end. One timer serves all: most bodies are there before the next turn of the event loop,
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

  /**
   * Begins to watch; `onIdle` is called at most once, after silence for longer than the patience, or when less has come since the
   * first patience was over than {@link bodyBytesPerSecondMin} asks for.
   */
  begin(onIdle: () => void): Watched {
    const watched = { onIdle, begunRound: this.#round, round: this.#round, bytes: 0 }
    this.#watched.add(watched)
    this.#timer ??= setInterval(() => this.#look(), this.#roundMs).unref()
    return watched
  }

  /** It was heard of: so many bytes came. */
  stir(watched: Watched, bytes: number): void {
    watched.round = this.#round
    watched.bytes += bytes
  }

  /** It is watched no more. */
  end(watched: Watched): void {
    this.#watched.delete(watched)
  }

  #bytesAsked({ begunRound }: Watched): number {
    const pastMs = (this.#round - begunRound - rounds) * this.#roundMs
    return (Math.max(0, pastMs) / 1000) * bodyBytesPerSecondMin
  }

  #look(): void {
    if (this.#watched.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
      return
    }
    this.#round++
    for (const watched of this.#watched) {
      const isSilent = this.#round - watched.round > rounds
      if (!isSilent && watched.bytes >= this.#bytesAsked(watched)) continue
      this.#watched.delete(watched)
      watched.onIdle()
    }
  }
}
