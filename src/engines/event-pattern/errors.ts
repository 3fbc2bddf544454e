/**
 * A text that is not an event pattern. The message is the reason as AWS words it, with the place where it was found:
 * EventBridge puts `Event pattern is not valid. Reason: ` before it.
 * Source: what AWS answers to TestEventPattern and PutRule; the words are those of its open source matcher, Event Ruler.
 */
export class EventPatternError extends Error {
  override readonly name = 'EventPatternError'
}
