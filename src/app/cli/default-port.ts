/** The port that emulators of AWS have settled on. */
export const defaultPort = 4566
