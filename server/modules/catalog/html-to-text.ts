/** Tags after whose start or end a new line begins. */
const BLOCKS = new Set(
  'address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul'.split(
    ' ',
  ),
)
/** Tags whose content is no text for people. */
const SILENT = new Set(
  'script style head title template noscript iframe object svg math select textarea'.split(' '),
)

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  shy: '',
  zwnj: '',
  zwj: '',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  sbquo: '‚',
  ldquo: '“',
  rdquo: '”',
  bdquo: '„',
  laquo: '«',
  raquo: '»',
  lsaquo: '‹',
  rsaquo: '›',
  bull: '•',
  middot: '·',
  deg: '°',
  plusmn: '±',
  times: '×',
  divide: '÷',
  frac12: '½',
  frac14: '¼',
  frac34: '¾',
  sup2: '²',
  sup3: '³',
  micro: 'µ',
  ordm: 'º',
  ordf: 'ª',
  copy: '©',
  reg: '®',
  trade: '™',
  euro: '€',
  pound: '£',
  yen: '¥',
  cent: '¢',
  sect: '§',
  para: '¶',
  dagger: '†',
  permil: '‰',
  prime: '′',
  Prime: '″',
  agrave: 'à',
  aacute: 'á',
  acirc: 'â',
  atilde: 'ã',
  auml: 'ä',
  aring: 'å',
  aelig: 'æ',
  ccedil: 'ç',
  egrave: 'è',
  eacute: 'é',
  ecirc: 'ê',
  euml: 'ë',
  igrave: 'ì',
  iacute: 'í',
  icirc: 'î',
  iuml: 'ï',
  ntilde: 'ñ',
  ograve: 'ò',
  oacute: 'ó',
  ocirc: 'ô',
  otilde: 'õ',
  ouml: 'ö',
  oslash: 'ø',
  ugrave: 'ù',
  uacute: 'ú',
  ucirc: 'û',
  uuml: 'ü',
  yacute: 'ý',
  yuml: 'ÿ',
  szlig: 'ß',
  Agrave: 'À',
  Aacute: 'Á',
  Acirc: 'Â',
  Atilde: 'Ã',
  Auml: 'Ä',
  Aring: 'Å',
  AElig: 'Æ',
  Ccedil: 'Ç',
  Egrave: 'È',
  Eacute: 'É',
  Ecirc: 'Ê',
  Euml: 'Ë',
  Ntilde: 'Ñ',
  Ograve: 'Ò',
  Oacute: 'Ó',
  Ocirc: 'Ô',
  Otilde: 'Õ',
  Ouml: 'Ö',
  Oslash: 'Ø',
  Ugrave: 'Ù',
  Uacute: 'Ú',
  Ucirc: 'Û',
  Uuml: 'Ü',
}

const decode = (text: string): string =>
  text.replace(
    /&(#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[A-Za-z][A-Za-z0-9]{1,9});/g,
    (whole, name: string) => {
      if (!name.startsWith('#')) return NAMED[name] ?? whole
      const code = /^#[xX]/.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
        ? String.fromCodePoint(code)
        : ''
    },
  )

/**
 * The words of a piece of HTML, one paragraph a line: tags gone, entities decoded once, list items with a
 * dot. Text without any tag keeps its own lines. What remains is text, whatever it looks like; it is shown
 * as text. Takes time in proportion to its length.
 */
export function htmlToText(html: string): string {
  if (!/<[a-zA-Z/!]/.test(html)) return tidy(decode(html))
  let text = ''
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open < 0) {
      text += decode(html.slice(at)).replace(/\s+/g, ' ')
      break
    }
    text += decode(html.slice(at, open)).replace(/\s+/g, ' ')
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4)
      at = end < 0 ? html.length : end + 3
      continue
    }
    const tag = /^<(\/?)([a-zA-Z][a-zA-Z0-9]*)/.exec(html.slice(open, open + 40))
    if (!tag && !html.startsWith('<!', open) && !html.startsWith('<?', open)) {
      text += '<'
      at = open + 1
      continue
    }
    const close = endOfTag(html, open)
    at = close
    if (!tag) continue
    const name = (tag[2] as string).toLowerCase()
    if (tag[1] === '' && SILENT.has(name)) {
      const end = indexOfClosing(html, name, close)
      at = end < 0 ? html.length : endOfTag(html, end)
      continue
    }
    if (BLOCKS.has(name)) text += tag[1] === '' && name === 'li' ? '\n• ' : '\n'
    else if (name === 'td' || name === 'th') text += ' '
  }
  return tidy(text)
}

/** Just behind the `>` that ends a tag; quotes hide one. */
function endOfTag(html: string, open: number): number {
  let quote = ''
  for (let at = open + 1; at < html.length; at++) {
    const sign = html[at] as string
    if (quote !== '') {
      if (sign === quote) quote = ''
    } else if (sign === '"' || sign === "'") quote = sign
    else if (sign === '>') return at + 1
  }
  return html.length
}

function indexOfClosing(html: string, name: string, from: number): number {
  const pattern = new RegExp(`</${name}`, 'gi')
  pattern.lastIndex = from
  return pattern.exec(html)?.index ?? -1
}

const tidy = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\u2028\u2029]|\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/g, '')
    .split('\n')
    .map((line) => line.replace(/[^\S\n]+/g, ' ').trim())
    .filter((line) => line !== '' && line !== '•')
    .join('\n')

/** The text in pieces of at most `size` letters, cut between lines where it may. */
export function cutText(text: string, size: number): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const line of text.split('\n'))
    for (let at = 0; at < line.length || at === 0; at += size) {
      const part = line.slice(at, at + size)
      if (piece !== '' && piece.length + 1 + part.length > size) {
        pieces.push(piece)
        piece = ''
      }
      piece = piece === '' ? part : `${piece}\n${part}`
    }
  if (piece !== '') pieces.push(piece)
  return pieces.map((one) => one.trim()).filter((one) => one !== '')
}
