/** As CloudWatch writes instants inside texts: `2026-11-27T06:00:00.000+0000`. */
export function awsInstant(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000')
}
