/** What the program's exit status says; `lambent --help` lists them. */
export const exitCodes = {
  success: 0,
  /** It was asked rightly and could not be done. */
  failure: 1,
  /** It was asked wrongly: an unknown command, flag or value. */
  usage: 2,
  /** `status`: no server runs. */
  notRunning: 3,
} as const
