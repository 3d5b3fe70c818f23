/** The reasons of the link rules that come with an installation, in Chinese; people write theirs in their own words. */
export const ruleReasons: Readonly<Record<string, string>> = {
  'Base rule: goods of contracted platforms may be placed everywhere':
    '基础规则：有合作的平台，商品可以放在任何位置',
  'Base rule: cooperation with Taobao, JD and other external platforms':
    '基础规则：与淘宝、京东等外部平台合作',
  'Beauty that is not of a Douyin shop: in live rooms only by a paid Star task (early August 2020, day unknown)':
    '非抖音小店的美妆：直播间须走星图付费任务（2020 年 8 月上旬，日期不详）',
  'Third-party goods in live rooms: 20 % service fee': '第三方商品进直播间：收 20% 服务费',
  'Third-party goods in live rooms: only by a paid Star task':
    '第三方商品进直播间：须走星图付费任务',
  'Third-party goods leave live rooms: the cooperation with Taobao expired':
    '第三方商品退出直播间：与淘宝的合作到期',
  'Third-party goods in short videos stay': '短视频里的第三方商品不受影响',
  'Advertising is not restricted': '广告不受限制',
  'Youzan leaves live rooms; videos, profile and shop page stay (day unknown)':
    '有赞退出直播间；短视频、主页和店铺页不受影响（日期不详）',
  'Mokuai leaves live rooms; videos, profile and shop page stay (day unknown)':
    '魔筷退出直播间；短视频、主页和店铺页不受影响（日期不详）',
  'Change of the cooperation agreement: Taobao Alliance links end':
    '合作协议变更：淘宝联盟链接停止',
  'Change of the cooperation agreement: JD Alliance leaves live rooms':
    '合作协议变更：京东联盟退出直播间',
  'JD Alliance stays in short videos': '京东联盟保留在短视频',
  'JD Alliance stays on detail pages': '京东联盟保留在商品详情页',
  'JD self-operated goods return through November 2022': '京东自营商品在 2022 年 11 月陆续恢复',
  'Tmall returns through 2022 (grey 28 to 31 October, then all)':
    '天猫在 2022 年恢复（10 月 28 日至 31 日灰度，随后全量）',
  'No external links in notes': '笔记不再带外部链接',
  'Commercial live rooms are unaffected': '商业直播间不受影响',
  'Taobao links in live rooms (from August 2020, day unknown; XHS-03 goes on)':
    '直播间可带淘宝链接（2020 年 8 月起，日期不详；XHS-03 继续）',
  'Taobao links in notes (from August 2020, day unknown)':
    '笔记可带淘宝链接（2020 年 8 月起，日期不详）',
  'No guidance off the platform (from May 2022, day unknown)':
    '不得引导到站外（2022 年 5 月起，日期不详）',
  'Advertising link to JD under a note': '笔记下方可带京东广告链接',
  'Advertising link to Tmall under a note': '笔记下方可带天猫广告链接',
}
