/**
 * Quotas of an account and region, counted seldom: what there is is counted when as many may have been made here as there were places left at the last count.
 * Between two counts every new one takes a place, and what ends gives one back, so that a count of many is paid for by as many new ones. Several nodes do
 * not know of each other's: together they may exceed a quota until they count again.
 */
import type { Clock } from '../../base/clock.ts'
import type { Home } from './domain/arns.ts'

/** A place for one thing that may come to be. */
export interface Place {
  /** Takes it, where it was not taken yet; false when there is none. Fails as the store does. */
  take(): Promise<boolean>
  /** Gives it back, where it was taken: the thing did not come to be. */
  giveBack(): void
}

export interface AllowanceOptions {
  /** The quota. */
  readonly most: number
  /** How many there are, as far as `most`. */
  readonly count: (home: Home, most: number) => Promise<number>
  readonly clock: Clock
  /** Places that are there before the first count after a start, and at most between two counts: by so many the quota may be exceeded. Default: as a count says. */
  readonly slack?: number
}

/** At the brink a count is not done again before. Unit: milliseconds. Ours. */
const recountMs = 5_000

interface Places {
  left: number
  countedAt: number
  counting?: Promise<void>
}

export class Allowance {
  readonly #options: AllowanceOptions
  readonly #homes = new Map<string, Places>()

  constructor(options: AllowanceOptions) {
    this.#options = options
  }

  /** Takes a place; false when there is none. Fails as the store does. */
  async take(home: Home): Promise<boolean> {
    const places = this.#placesOf(home)
    if (places.left <= 0) await this.#count(home, places)
    if (places.left <= 0) return false
    places.left--
    return true
  }

  /**
   * Makes one thing that needs a place: `make` may try often, and still it takes one place; when it fails, none. What it answers without having made anything
   * it gives its place back for. Fails as `make` does.
   */
  async withPlace<Answer>(home: Home, make: (place: Place) => Promise<Answer>): Promise<Answer> {
    let taken = false
    const place: Place = {
      take: async () => {
        taken ||= await this.take(home)
        return taken
      },
      giveBack: () => {
        if (taken) this.giveBack(home)
        taken = false
      },
    }
    try {
      return await make(place)
    } catch (error) {
      place.giveBack()
      throw error
    }
  }

  /** One that had taken a place is gone, or was not made after all. */
  giveBack(home: Home): void {
    const places = this.#homes.get(nameOf(home))
    if (places) places.left = Math.min(places.left + 1, this.#options.slack ?? this.#options.most)
  }

  #placesOf(home: Home): Places {
    const name = nameOf(home)
    let places = this.#homes.get(name)
    if (!places) {
      places = { left: this.#options.slack ?? 0, countedAt: Number.NEGATIVE_INFINITY }
      this.#homes.set(name, places)
    }
    return places
  }

  /** All who find no place wait for one count. */
  async #count(home: Home, places: Places): Promise<void> {
    const { clock, count, most, slack = most } = this.#options
    if (!places.counting) {
      if (clock.now() < places.countedAt + recountMs) return
      const { accountId, region } = home
      places.counting = count({ accountId, region }, most).then((found) => {
        places.left = Math.min(most - found, slack)
        places.countedAt = clock.now()
      })
    }
    try {
      await places.counting
    } finally {
      delete places.counting
    }
  }
}

function nameOf({ accountId, region }: Home): string {
  return `${accountId}/${region}`
}
