import type { RuntimeSurvey } from '../../../compute/runtimes/survey.ts'
import { cacheFolder } from '../folders.ts'
import type { Check, Finding } from './check.ts'

/** Which of AWS's runtimes run here: exactly, by the nearest version, or not; and how to get them. */
export const checkRuntimes: Check = async ({ environment }) => {
  // Loaded here alone: it is much, and other commands do without it.
  const { surveyRuntimes } = await import('../../../compute/runtimes/survey.ts')
  return describeRuntimes(await surveyRuntimes(cacheFolder(), environment))
}

/** One line for each language, and one for each runtime that lacks its version. */
export function describeRuntimes(survey: readonly RuntimeSurvey[]): readonly Finding[] {
  const findings: Finding[] = []
  const having = (...statuses: RuntimeSurvey['status'][]) =>
    survey.filter(({ status }) => statuses.includes(status))
  const exact = having('exact').map(({ runtime, version }) =>
    version === undefined ? runtime : `${runtime} (${version})`,
  )
  if (exact.length > 0)
    findings.push({ name: 'runtimes', status: 'ok', message: `exact: ${exact.join(', ')}` })
  const fetched = having('fetched').map(({ runtime }) => runtime)
  if (fetched.length > 0) {
    findings.push({
      name: 'runtimes',
      status: 'ok',
      message: `fetched from npm when a function asks for them: ${fetched.join(', ')}`,
    })
  }
  for (const { runtime, message = '' } of having('nearest')) {
    const [what = '', ...how] = message.split(/(?<=\.) (?=Install|It could)/)
    findings.push({
      name: runtime,
      status: 'warning',
      message: what.replace(`${runtime} runs`, 'runs'),
      remedy: how.join(' '),
    })
  }
  const missing = having('none')
  if (missing.length > 0) {
    findings.push({
      name: 'runtimes',
      status: 'fact',
      message: `not to be run here: ${missing.map(({ runtime }) => runtime).join(', ')}`,
    })
  }
  return findings
}
