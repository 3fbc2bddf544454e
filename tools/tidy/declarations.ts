import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'

/** An exported constant and the comment before it. */
export interface Documented {
  readonly name: string
  readonly comment: string
}

/** The comments that stand before a position. */
export function documentation(text: string, position: number): string {
  return (ts.getLeadingCommentRanges(text, position) ?? [])
    .map(({ pos, end }) => text.slice(pos, end))
    .join('\n')
}

/** Exported constants whose value is a number or an expression of numbers. */
export function exportedNumbers(text: string): Documented[] {
  const source = parse('limits.ts', text)
  return source.statements.filter(isExported).flatMap((statement) => {
    if (!ts.isVariableStatement(statement)) return []
    const comment = documentation(text, statement.pos)
    return statement.declarationList.declarations
      .filter(({ initializer }) => initializer !== undefined && isNumber(initializer))
      .map(({ name }) => ({ name: name.getText(source), comment }))
  })
}

/** Names that a room's index.ts hands out and whose declaration has no comment before it, as `file: name`. */
export function undocumented(indexFile: string): string[] {
  const missing: string[] = []
  const visit = (file: string, wanted: ReadonlySet<string> | undefined) => {
    const text = readFileSync(file, 'utf8')
    for (const statement of parse(file, text).statements) {
      if (ts.isExportDeclaration(statement) && statement.moduleSpecifier) {
        const target = join(dirname(file), (statement.moduleSpecifier as ts.StringLiteral).text)
        if (!existsSync(target)) continue
        const clause = statement.exportClause
        if (clause === undefined) visit(target, wanted)
        else if (ts.isNamedExports(clause)) {
          const names = clause.elements
            .filter(({ name }) => wanted === undefined || wanted.has(name.text))
            .map(({ name, propertyName }) => (propertyName ?? name).text)
          if (names.length > 0) visit(target, new Set(names))
        }
      } else if (isExported(statement)) {
        for (const name of namesOf(statement)) {
          if (wanted !== undefined && !wanted.has(name)) continue
          if (documentation(text, statement.pos) === '') missing.push(`${file}: ${name}`)
        }
      }
    }
  }
  visit(indexFile, undefined)
  return [...new Set(missing)]
}

function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true)
}

function isExported(node: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  )
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText())
  }
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  ) {
    return statement.name ? [statement.name.text] : []
  }
  return []
}

function isNumber(node: ts.Expression): boolean {
  if (ts.isNumericLiteral(node)) return true
  if (ts.isBinaryExpression(node)) return isNumber(node.left) && isNumber(node.right)
  if (ts.isParenthesizedExpression(node) || ts.isPrefixUnaryExpression(node)) {
    return isNumber(ts.isParenthesizedExpression(node) ? node.expression : node.operand)
  }
  return false
}
