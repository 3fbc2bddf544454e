/**
 * How many environments are worth starting for invocations that wait. A new one takes a while, and most of it is time of a processor that
 * those at work lack meanwhile: where they will have come to an invocation before a new one could, it waits for them. See
 * docs/decisions/0094.
 */
import { startMsLeast, startMsMost } from '../limits.ts'

/** After so long what a start took counts half, and invocations are thought to take twice what they took at best. Unit: milliseconds. Source: chosen. */
const memoryMs = 30_000

/** What is usual moves by this factor at most with one invocation. Source: chosen. */
const stepMost = 1.1

/** Unit: milliseconds. Source: chosen. */
const shortestMs = 0.01

/** Invocations that take more than so many times what they took at best have become others. Source: chosen. */
const slownessMost = 16

/** A function version at one moment. */
export interface Moment {
  /** Invocations that no environment has taken. */
  readonly waiting: number
  /** Environments that have been initialised, whatever they do. */
  readonly ready: number
  /** Those that have answered and only complete their log. */
  readonly almostFree: number
  /** Those at work on an invocation that has not taken longer than is usual; see {@link Pace.isUsual}. */
  readonly moving: number
  /** Environments that are started for whoever waits, however short the wait. */
  readonly eager: number
}

/** What invocations of a function version and the starts of its environments take. Times are of `performance.now()`. */
export class Pace {
  #usualMs: number | undefined
  /** The same when nothing holds them up: the least of the last while. */
  #calmMs = 0
  #calmAt = 0
  #lastStartMs = 0
  #lastStartAt = 0
  readonly #underWay = new Set<{ readonly since: number }>()

  /** An invocation has run. */
  ran(durationMs: number): void {
    const usual = this.#usualMs ?? Math.max(shortestMs, durationMs)
    // In small steps: what a pause of the machine does to a few invocations moves it little.
    const next = Math.max(shortestMs, usual / stepMost, Math.min(usual * stepMost, durationMs))
    this.#calmMs = this.#usualMs === undefined ? next : Math.min(this.#calmMs, next)
    this.#usualMs = next
  }

  /** An environment is being started. To be called back when it is ready, or with `false` when it never will be. */
  starts(now: number): (at: number, ready: boolean) => void {
    const start = { since: now }
    this.#underWay.add(start)
    return (at, ready) => {
      if (!this.#underWay.delete(start) || !ready) return
      this.#lastStartMs = at - now
      this.#lastStartAt = at
    }
  }

  /** How long a start takes now: at least what the oldest one has taken so far; what was long ago counts for little. Unit: milliseconds. */
  startMs(now: number): number {
    const [oldest] = this.#underWay
    const last = this.#lastStartMs * 0.5 ** ((now - this.#lastStartAt) / memoryMs)
    return Math.min(startMsMost, Math.max(startMsLeast, last, oldest ? now - oldest.since : 0))
  }

  /** Whether an invocation that has run for so long does as invocations of this function do. */
  isUsual(runningMs: number, now: number): boolean {
    if (this.#usualMs === undefined) return false
    return runningMs <= Math.max(2 * this.#usualMs, this.startMs(now))
  }

  /** How many starts are to be under way. */
  startsWanted({ waiting, ready, almostFree, moving, eager }: Moment, now: number): number {
    const missing = waiting - almostFree
    const soon =
      this.#usualMs === undefined
        ? 0
        : Math.floor(((almostFree + moving) * this.startMs(now)) / this.#unhurriedMs(this.#usualMs, now))
    return Math.max(0, Math.min(missing, eager - ready), missing - soon)
  }

  /** What an invocation takes where nothing holds it up. What makes invocations slow makes a start as slow, so it does not speak for one. */
  #unhurriedMs(usualMs: number, now: number): number {
    this.#calmMs = Math.min(usualMs, this.#calmMs * 2 ** ((now - this.#calmAt) / memoryMs))
    this.#calmAt = now
    return Math.max(this.#calmMs, usualMs / slownessMost)
  }
}
