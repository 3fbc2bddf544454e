/** What a message that matches gives away. */
export interface Match {
  /** What TestMetricFilter shows: the fields of a space-delimited pattern by `$name` or `$position`, else nothing. */
  readonly extracted: Readonly<Record<string, string>>
  /** The text or number behind a reference (`$name`, `$3`, `$.selector`), as text; undefined when there is none. */
  value(reference: string): string | undefined
}
