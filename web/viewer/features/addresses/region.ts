export type Region = { province: string; city: string; district: string }

const CITIES = ['北京市', '上海市', '天津市', '重庆市']

/**
 * Province, city and district out of one line as people write it: with spaces or commas, or run together with their
 * suffixes. Undefined when a part is missing.
 */
export function readRegion(line: string): Region | undefined {
  const parts = line
    .trim()
    .split(/[\s,，、/]+/)
    .filter(Boolean)
  if (parts.length >= 3) {
    const [province = '', city = '', ...rest] = parts
    return { province, city, district: rest.join(' ') }
  }
  const text = parts.join('')
  const municipality = CITIES.find((name) => text.startsWith(name))
  if (municipality) {
    const district = text.slice(municipality.length).replace(new RegExp(`^${municipality}`), '')
    return district ? { province: municipality, city: municipality, district } : undefined
  }
  const found = /^(.+?(?:省|自治区|特别行政区))(.+?(?:市|自治州|地区|盟))(.+)$/.exec(text)
  return found
    ? { province: found[1] as string, city: found[2] as string, district: found[3] as string }
    : undefined
}

export const showRegion = ({ province, city, district }: Region): string =>
  `${province} ${city} ${district}`.trim()
