/** The place of a member below another place: `/States/Ask` and `Next` make `/States/Ask/Next`. */
export function memberLocation(location: string, name: string): string {
  return location.endsWith('/') ? `${location}${name}` : `${location}/${name}`
}
