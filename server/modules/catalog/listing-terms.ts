/**
 * Wordings that a listing may not hold, with the law that says so. Literal terms are refused; claims have a
 * meaning that a person must judge. The quotations are official text (not subject to copyright), the wider
 * absolute words are those that supervision treats like the three named in article 9 (3).
 */
export type Term = {
  words: readonly string[]
  code: string
  /** Named in the finding, for the shop: `广告法 9(3)`. */
  law: string
  blocks: boolean
  /** Contexts in which the word is a fact and no boast, such as a best-before date. */
  except?: RegExp
  /** Not said of these categories. */
  unless?: readonly string[]
}

const AD_LAW = '广告法'

export const LISTING_TERMS: readonly Term[] = [
  {
    words: ['国家级', '最高级', '最佳'],
    code: 'absolute_word',
    law: `${AD_LAW} 9(3)`,
    blocks: true,
    except: /最佳(?:赏味|食用|使用|饮用|品尝|保存|储存|观赏|观看|适用)/g,
  },
  {
    words: [
      '世界级',
      '宇宙级',
      '顶级',
      '极品',
      '绝无仅有',
      '史无前例',
      '独一无二',
      '全网第一',
      '全国第一',
      '世界第一',
      '销量第一',
      '排名第一',
      '全网最低',
      '最低价',
      '最便宜',
      '最先进',
      '最优秀',
      '最好',
      '最强',
      '最高端',
      '全国首家',
      '万能',
      '领导品牌',
      '第一品牌',
      '国家免检',
      '驰名商标',
      '特供',
      '专供',
      'number one',
      "world's best",
      'best in the world',
      'the best ever',
      'cheapest in the world',
      'unbeatable',
    ],
    code: 'absolute_word',
    law: `${AD_LAW} 9(3)`,
    blocks: false,
  },
  {
    words: ['国旗', '国歌', '国徽', '军旗', '军歌', '军徽'],
    code: 'state_symbol',
    law: `${AD_LAW} 9(1)`,
    blocks: true,
  },
  {
    words: ['淫秽', '色情', '赌博'],
    code: 'public_order',
    law: `${AD_LAW} 9(8)`,
    blocks: true,
  },
  { words: ['迷信', '恐怖', '暴力'], code: 'public_order', law: `${AD_LAW} 9(8)`, blocks: false },
  {
    words: ['麻醉药品', '精神药品', '医疗用毒性药品', '放射性药品', '处方药'],
    code: 'not_advertisable',
    law: `${AD_LAW} 15`,
    blocks: true,
  },
  {
    words: ['香烟', '卷烟', '烟草', '电子烟'],
    code: 'not_advertisable',
    law: `${AD_LAW} 22`,
    blocks: true,
  },
  {
    words: ['治愈率', '有效率', '包治百病', '根治', '药到病除'],
    code: 'medical_claim',
    law: `${AD_LAW} 16, 17`,
    blocks: true,
  },
  {
    words: [
      '治疗',
      '疗效',
      '药用',
      '消炎',
      '抗癌',
      '防癌',
      '降血压',
      '降血糖',
      '降血脂',
      'cures cancer',
      'clinically cures',
    ],
    code: 'medical_claim',
    law: `${AD_LAW} 17`,
    blocks: false,
  },
  { words: ['替代母乳'], code: 'infant_food', law: `${AD_LAW} 20`, blocks: true },
  {
    words: ['无节制饮酒', '增加体力', '消除紧张和焦虑'],
    code: 'alcohol_claim',
    law: `${AD_LAW} 23`,
    blocks: false,
  },
  {
    words: ['保本', '无风险', '保收益'],
    code: 'return_promise',
    law: `${AD_LAW} 25`,
    blocks: false,
  },
  {
    words: ['保过', '包过'],
    code: 'exam_promise',
    law: `${AD_LAW} 24`,
    blocks: false,
  },
]

/** Ways to lead buyers off the platform, where neither payment nor return is protected. */
export const LURES: readonly string[] = [
  '加微信',
  '加v信',
  '加薇',
  '微信号',
  '微信群',
  '扫码加',
  '加qq',
  'qq群',
  '私聊下单',
  '私下交易',
  '线下交易',
  '淘宝搜',
  '京东搜',
  '拼多多搜',
  '闲鱼搜',
  '淘口令',
  '好评返现',
  '返现',
  '银行转账',
  '转账到',
  'whatsapp',
  'telegram',
  'wechat:',
  'wechat id',
  'dm me',
  'paypal me',
  'cash back for review',
]
