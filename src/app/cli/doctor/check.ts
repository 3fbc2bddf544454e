/** What one check found. `fact`: neither good nor bad today. */
export interface Finding {
  readonly name: string
  readonly status: 'ok' | 'fact' | 'warning' | 'problem'
  readonly message: string
  /** How to mend it; present with a warning or a problem. */
  readonly remedy?: string
}

/** What the checks are told. */
export interface CheckContext {
  readonly dataFolder: string
  readonly port: number
  readonly store?: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Looks at one thing. Never fails: what it cannot find out, it says. */
export type Check = (context: CheckContext) => Promise<readonly Finding[]>
