import { dictionary } from '../../../shared/i18n/language.tsx'

export const searchWords = dictionary(
  {
    search: '搜索',
    hint: '搜索商品',
    go: '搜索',
    clear: '清空',
    recent: '最近搜索',
    forget: '清除记录',
    categories: '按类目逛',
    all: '全部',
    results: '搜索结果',
    everything: '热卖好物',
    none: '没有找到“{q}”相关商品',
    none_hint: '换个词试试',
    nothing: '还没有上架的商品',
  },
  {
    search: 'Search',
    hint: 'Search products',
    go: 'Search',
    clear: 'Clear',
    recent: 'Recent searches',
    forget: 'Forget them',
    categories: 'By category',
    all: 'All',
    results: 'Results',
    everything: 'What sells well',
    none: 'Nothing found for “{q}”',
    none_hint: 'Try another word',
    nothing: 'No products yet',
  },
)
