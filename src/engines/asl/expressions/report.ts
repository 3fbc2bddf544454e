/** How compiling tells what is wrong, where. It goes on, to find all. */
export type Report = (message: string, location: string, code?: string) => void
