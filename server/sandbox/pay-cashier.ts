import { randomBytes } from 'node:crypto'
import type { Trade } from './pay-trades.ts'

export type Language = 'zh' | 'en'

/** The language asked for, else the browser's, else Chinese. */
export const languageOf = (asked: string | undefined, accepted: string | undefined): Language => {
  if (asked === 'zh' || asked === 'en') return asked
  const first = (accepted ?? 'zh').split(',').map((one) => one.trim().slice(0, 2).toLowerCase())
  return first.find((one): one is Language => one === 'zh' || one === 'en') ?? 'zh'
}

/** Nothing from elsewhere, no frame around it, buttons lead only to ourselves. */
export const pageHeaders = (nonce: string): Record<string, string> => ({
  'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
})

const WORDS = {
  zh: {
    page: '收银台',
    sandbox: '演示支付，不会产生真实扣款',
    to: '收款方',
    due: '应付金额',
    amount: '金额',
    order: '商品',
    number: '交易单号',
    left: '剩余支付时间',
    pay: '确认支付',
    fail: '模拟支付失败',
    close: '关闭',
    method: '支付方式',
    wallet: '沙箱余额',
    ready: '演示专用',
    declined: '支付未成功，款项未扣除，请重试',
    paid: '支付成功',
    paid_words: '款项已收到，可返回商家查看',
    closed: '交易已关闭',
    closed_words: '此笔交易已超时或被商家关闭，没有扣款',
    back: '返回商家',
    other: 'English',
    platform: '闭环商城',
    minutes: '分',
    seconds: '秒',
  },
  en: {
    page: 'Checkout',
    sandbox: 'Demo payment: no real money moves',
    to: 'Pay to',
    due: 'Amount due',
    amount: 'Amount',
    order: 'For',
    number: 'Trade',
    left: 'Time left to pay',
    pay: 'Pay',
    fail: 'Fail this payment',
    close: 'Close',
    method: 'Pay with',
    wallet: 'Sandbox balance',
    ready: 'demo only',
    declined: 'The payment did not go through; nothing was taken. Try again',
    paid: 'Paid',
    paid_words: 'The money has arrived',
    closed: 'This trade is closed',
    closed_words: 'It ran out of time or the shop closed it; nothing was taken',
    back: 'Back to the shop',
    other: '中文',
    platform: 'Closedloop',
    minutes: 'min',
    seconds: 's',
  },
} as const

type View = { now: Date; language: Language; declined: boolean; back: string }

/** The cashier's page of one trade, whole: phone first, readable without scripts, which only count down. */
export function cashierPage(
  trade: Trade,
  { now, language, declined, back }: View,
): { html: string; nonce: string } {
  const nonce = randomBytes(16).toString('base64')
  const words = WORDS[language]
  const left = trade.expires_at
    ? Math.max(0, Math.floor((trade.expires_at.getTime() - now.getTime()) / 1_000))
    : 0
  const action = (what: string) => `/sandbox/pay/cashier/${trade.number}/${what}?lang=${language}`
  const money = moneyOf(trade.amount, trade.currency, language)
  const other = language === 'zh' ? 'en' : 'zh'
  const rows = [
    [words.to, trade.payee || words.platform],
    [words.order, trade.title],
    [words.number, `<span class="mono">${inHtml(trade.number)}</span>`, true],
  ] as const
  const list = rows
    .filter(([, value]) => value)
    .map(
      ([name, value, raw]) =>
        `<div class="row"><dt>${name}</dt><dd>${raw ? value : inHtml(value)}</dd></div>`,
    )
    .join('')

  const waiting = `
    <p class="timer" role="timer" aria-label="${words.left}"><svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6.5"/><path d="M8 4.5V8l2.4 1.6"/></svg>${words.left} <b id="left" data-left="${left}">${clock(left)}</b></p>
    ${declined ? `<p class="note" role="alert">${words.declined}</p>` : ''}
    <dl class="card">${list}</dl>
    <div class="card method"><span class="wallet" aria-hidden="true">¥</span><div><b>${words.wallet}</b><small>${words.ready}</small></div><svg class="tick" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="10"/><path d="M5.5 10.3l3 3 6-6.2"/></svg></div>
    <div class="actions">
      <form method="post" action="${action('pay')}"><button class="pay" type="submit">${words.pay} ${money.plain}</button></form>
      <div class="pair">
        <form method="post" action="${action('fail')}"><button class="quiet" type="submit">${words.fail}</button></form>
        <a class="quiet" href="${inHtml(back)}">${words.close}</a>
      </div>
    </div>`
  const over = (head: string, said: string, good: boolean) => `
    <div class="card end"><svg class="${good ? 'good' : 'bad'}" viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="24"/><path d="${good ? 'M14 24.6l7 7 13.4-14' : 'M24 13v14M24 33.6v.2'}"/></svg>
      <h2>${head}</h2><p>${said}</p></div>
    <dl class="card">${list}</dl>
    <div class="actions"><a class="pay" href="${inHtml(back)}">${words.back}</a></div>`
  const body =
    trade.state === 'waiting'
      ? waiting
      : trade.state === 'succeeded'
        ? over(words.paid, words.paid_words, true)
        : over(words.closed, words.closed_words, false)

  const html = `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light"><meta name="robots" content="noindex">
<title>${words.page} · ${money.plain}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
  <header><span class="brand"><i aria-hidden="true"></i>${words.page}</span><a class="lang" href="/sandbox/pay/cashier/${trade.number}?lang=${other}" lang="${other === 'zh' ? 'zh-CN' : 'en'}">${words.other}</a></header>
  <p class="demo">${words.sandbox}</p>
  <h1><small>${trade.state === 'waiting' ? words.due : words.amount}</small><span class="amount" aria-label="${money.plain}"><i>${money.sign}</i>${money.whole}<i>${money.rest}</i></span></h1>
  ${body}
</main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>`
  return { html, nonce }
}

const clock = (seconds: number): string =>
  [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
    .filter((part, index) => index > 0 || part > 0)
    .map((part) => String(part).padStart(2, '0'))
    .join(':')

/** Currency sign, whole units and the rest apart, as prices are set large and small. */
function moneyOf(amount: bigint, currency: string, language: Language) {
  const format = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  const parts = format.formatToParts(Number(amount) / 10 ** digits)
  const of = (...types: string[]) =>
    parts
      .filter(({ type }) => types.includes(type))
      .map(({ value }) => value)
      .join('')
  return {
    plain: inHtml(parts.map(({ value }) => value).join('')),
    sign: inHtml(of('currency')),
    whole: of('integer', 'group'),
    rest: of('decimal', 'fraction'),
  }
}

const SIGNS: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const inHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] as string)

/** Counts down; at zero the page says itself that the trade is closed. */
const SCRIPT = `const el=document.getElementById('left');if(el){const end=performance.now()+Number(el.dataset.left)*1000;const tick=()=>{const s=Math.max(0,Math.ceil((end-performance.now())/1000));const p=[Math.floor(s/3600),Math.floor(s/60)%60,s%60].filter((x,i)=>i>0||x>0);el.textContent=p.map(x=>String(x).padStart(2,'0')).join(':');el.classList.toggle('hurry',s<60);if(s===0){clearInterval(timer);setTimeout(()=>location.reload(),1500)}};const timer=setInterval(tick,500);tick()}
for(const form of document.forms)form.addEventListener('submit',(event)=>{if(form.dataset.sent)event.preventDefault();form.dataset.sent='1';form.querySelector('button').setAttribute('aria-busy','true')});addEventListener('pageshow',()=>{for(const form of document.forms){delete form.dataset.sent;form.querySelector('button').removeAttribute('aria-busy')}})`

const STYLE = `
*{box-sizing:border-box;margin:0}
html{background:#f5f6f8;color:#16181d;font:15px/1.5 "PingFang SC","HarmonyOS Sans SC","MiSans","Noto Sans CJK SC",system-ui,sans-serif;-webkit-text-size-adjust:100%}
body{min-height:100dvh;display:flow-root;background:linear-gradient(180deg,#fff2ee 0,#f5f6f8 300px)}
main{max-width:440px;margin:0 auto;padding:14px 16px calc(24px + env(safe-area-inset-bottom));display:flex;flex-direction:column;gap:12px;min-height:100dvh}
header{display:flex;justify-content:space-between;align-items:center;min-height:44px}
.brand{font-weight:600;font-size:17px;display:flex;align-items:center;gap:8px}
.brand i{width:22px;height:22px;border-radius:50%;border:5px solid #e3260d;border-right-color:#ffb4a6;transform:rotate(-35deg)}
.lang{color:#5b6069;text-decoration:none;padding:10px 4px;min-height:44px}
.demo{align-self:center;background:#fff6e0;color:#7a4700;border-radius:99px;padding:4px 14px;font-size:13px}
h1{text-align:center;font-weight:400;padding:14px 0 2px}
h1 small{display:block;color:#5b6069;font-size:14px}
.amount{display:block;color:#dc2009;font-weight:650;font-size:52px;line-height:1.15;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.amount i{font-style:normal;font-size:.56em;letter-spacing:0}
.amount i:first-child{margin-right:.12em}
.timer{display:flex;justify-content:center;align-items:center;gap:6px;color:#5b6069;font-size:14px;padding-bottom:4px}
.timer svg{width:15px;height:15px;fill:none;stroke:#5b6069;stroke-width:1.5;stroke-linecap:round}
.timer b{color:#16181d;font-variant-numeric:tabular-nums;font-weight:600}
.timer b.hurry{color:#dc2009}
.note{background:#ffecea;color:#b3200b;border-radius:12px;padding:11px 16px;font-size:14px;text-align:center}
.card{background:#fff;border-radius:16px;padding:6px 16px;box-shadow:0 1px 2px #16181d0a,0 6px 20px #16181d08}
.row{display:flex;justify-content:space-between;gap:20px;padding:11px 0}
.row+.row{border-top:1px solid #e9ebf0}
dt{color:#5b6069;flex:none}
dd{text-align:right;min-width:0;overflow-wrap:anywhere;font-weight:500;display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;overflow:hidden}
.mono{font:12px/1.8 ui-monospace,SFMono-Regular,Menlo,monospace;color:#5b6069;font-weight:400}
.method{display:flex;align-items:center;gap:12px;padding:14px 16px}
.method div{flex:1}
.method b{font-weight:600;display:block}
.method small{color:#6b717c;font-size:13px}
.wallet{width:40px;height:40px;border-radius:12px;background:linear-gradient(135deg,#ffc94d,#ff8a1f);color:#3d1c00;display:grid;place-items:center;font-weight:700;font-size:19px}
.tick{width:22px;height:22px;fill:#e3260d}
.tick path{fill:none;stroke:#fff;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.actions{margin-top:auto;padding-top:20px;display:flex;flex-direction:column;gap:10px}
.pay,.quiet{appearance:none;border:0;font:inherit;width:100%;min-height:52px;border-radius:99px;display:flex;align-items:center;justify-content:center;text-decoration:none;cursor:pointer}
.pay{background:linear-gradient(96deg,#e3260d,#e01a35 55%,#dd1558);color:#fff;font-weight:600;font-size:18px;box-shadow:0 8px 20px #e01a3538}
.pay:hover{filter:brightness(1.04)}.pay:active{transform:scale(.985)}
.pay[aria-busy]{opacity:.65}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:10px}
.quiet{background:#fff;color:#3a3f47;min-height:46px;font-size:15px;border:1px solid #dfe2e8}
.quiet:hover{background:#fafbfc}
:focus-visible{outline:3px solid #2f54eb;outline-offset:2px}
.end{text-align:center;padding:26px 20px}
.end svg{width:56px;height:56px}
.end svg path{fill:none;stroke:#fff;stroke-width:4.5;stroke-linecap:round;stroke-linejoin:round}
.good{fill:#0b7f42}.bad{fill:#8a909b}
.end h2{font-size:20px;margin-top:12px;font-weight:600}
.end p{color:#5b6069}
@media (min-width:600px){main{min-height:0;margin:6vh auto;background:#ffffffb3;border-radius:28px;padding:22px 28px 30px;box-shadow:0 20px 60px #16181d14}}
@media (prefers-reduced-motion:reduce){.pay:active{transform:none}}
`
