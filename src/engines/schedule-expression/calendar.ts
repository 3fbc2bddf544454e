/** Days of the proleptic Gregorian calendar. Months count from 1; days of the week from 1, a Sunday. */

export function daysIn(year: number, month: number): number {
  return new Date(utcOf(year, month + 1, 0)).getUTCDate()
}

export function weekdayOf(year: number, month: number, day: number): number {
  return new Date(utcOf(year, month, day)).getUTCDay() + 1
}

/** Unit: milliseconds since the epoch. Date.UTC takes years below 100 for ones of the twentieth century. */
export function utcOf(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.setUTCHours(hour, minute, second, 0)
}
