"""WeChat customer service (微信客服) as a channel, by the API of WeCom."""
