/** Chat apps open links in a browser of their own, which keeps nothing for long. */
export type Inside = "wechat" | "wecom" | "dingtalk";

/** Which of them a user agent names; WeCom names WeChat as well. */
export function insideOf(userAgent: string): Inside | null {
  if (/wxwork/i.test(userAgent)) return "wecom";
  if (/MicroMessenger/i.test(userAgent)) return "wechat";
  return /DingTalk/i.test(userAgent) ? "dingtalk" : null;
}
