// Measures a text. Handler: index.handler. Its types are taken out when it is deployed: Lambda runs JavaScript.

interface Event {
  readonly text?: string
}

interface Measures {
  readonly letters: number
  readonly words: number
  readonly longest: string
}

export async function handler(event: Event): Promise<Measures> {
  const words = (event.text ?? '').split(/\s+/).filter((word) => word !== '')
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '')
  console.log(`Measured ${words.length} words`)
  return { letters: words.join('').length, words: words.length, longest }
}
