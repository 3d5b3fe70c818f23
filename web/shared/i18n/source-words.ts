import { dictionary, useWords } from './language.tsx'

/** Where goods outside our own shops come from. */
export const sourceWords = dictionary(
  {
    own: '自营小店',
    taobao_alliance: '淘宝联盟',
    jd_alliance: '京东联盟',
    pdd: '拼多多',
    youzan: '有赞',
    mokuai: '魔筷',
    tmall: '天猫',
    jd_self: '京东自营',
  },
  {
    own: 'Own shops',
    taobao_alliance: 'Taobao Alliance',
    jd_alliance: 'JD Alliance',
    pdd: 'Pinduoduo',
    youzan: 'Youzan',
    mokuai: 'Mokuai',
    tmall: 'Tmall',
    jd_self: 'JD self-operated',
  },
)

/** Sources in words; one that nobody translated shows its own. */
export function useSourceName(): (word: string) => string {
  const t = useWords(sourceWords)
  return (word) => (word in sourceWords.en ? t(word as 'own') : word)
}
