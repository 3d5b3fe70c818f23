type Odd<Row> = {
  [Name in keyof Row as NonNullable<Row[Name]> extends bigint
    ? Name
    : NonNullable<Row[Name]> extends Date
      ? Name
      : never]-?: NonNullable<Row[Name]> extends bigint ? 'bigint' : 'instant'
}

/**
 * Rows that a statement gathered into JSON, as the driver would have given them. Every column that JSON cannot say is
 * named; the compiler misses none.
 */
export const rowFromJson = <Row>(odd: Odd<Row>): ((row: any) => Row) => {
  const turns = Object.entries(odd).map(
    ([name, kind]) =>
      [
        name,
        kind === 'bigint' ? (value: any) => BigInt(value) : (value: any) => new Date(value),
      ] as const,
  )
  return (row) => {
    for (const [name, turn] of turns) if (row[name] !== null) row[name] = turn(row[name])
    return row as Row
  }
}
