/*
 * How pages explain in other languages than English, and how a person says there that it happened to him.
 */

/** Whole headings or labels, and what a heading begins or ends with. */
export const headings: readonly RegExp[] = [
  /^(?:causes?|origines?|raisons?) (?:possibles?|probables?)$|^(?:posibles )?causas?$|^(?:poss\u00edveis )?causas?$|^(?:possibili )?cause?$|^(?:\u0432\u043e\u0437\u043c\u043e\u0436\u043d\u044b\u0435 )?\u043f\u0440\u0438\u0447\u0438\u043d[\u0430\u044b](?: .{2,60})?$|(?:\u539f\u56e0(?:\u5206\u6790)?|\u53ef\u80fd\u539f\u56e0)$/i,
  /^(?:solutions?|rem\u00e8des?|correctifs?)$|^soluci(?:\u00f3n|ones)$|^solu(?:\u00e7\u00e3o|\u00e7\u00f5es)$|^soluzion[ei]$|^\u0440\u0435\u0448\u0435\u043d\u0438[\u0435\u044f]$|(?:\u89e3\u51b3(?:\u65b9\u6cd5|\u65b9\u6848|\u529e\u6cd5)?|\u5bfe\u51e6(?:\u6cd5|\u65b9\u6cd5)|\u89e3\u6c7a(?:\u65b9\u6cd5|\u7b56))$/i,
  /^(?:que faire|comment (?:r\u00e9soudre|corriger|faire)|c\u00f3mo (?:solucionar|resolver|arreglar)|qu\u00e9 hacer|como (?:resolver|corrigir)|come (?:risolvere|fare)|\u043a\u0430\u043a (?:\u0438\u0441\u043f\u0440\u0430\u0432\u0438\u0442\u044c|\u0440\u0435\u0448\u0438\u0442\u044c)|\u0447\u0442\u043e \u0434\u0435\u043b\u0430\u0442\u044c|was tun|so (?:beheben|l\u00f6sen) sie)\b/i,
  /^(?:que signifie|pourquoi (?:ce|cette|le)|qu\u00e9 significa|por qu\u00e9|o que significa|cosa significa|\u0447\u0442\u043e (?:\u0437\u043d\u0430\u0447\u0438\u0442|\u043e\u0437\u043d\u0430\u0447\u0430\u0435\u0442)|was bedeutet|warum)(?![a-z])/i,
  /^(?:d\u00e9pannage|probl\u00e8mes (?:courants|fr\u00e9quents|connus)|foire aux questions|soluci\u00f3n de problemas|preguntas frecuentes|solu\u00e7\u00e3o de problemas|risoluzione dei problemi|fehlerbehebung|problembehandlung|h\u00e4ufige (?:fehler|fragen|probleme))$|(?:\u5e38\u89c1(?:\u95ee\u9898|\u9519\u8bef)|\u6545\u969c\u6392(?:\u9664|\u67e5)|\u3088\u304f\u3042\u308b\u8cea\u554f|\u30c8\u30e9\u30d6\u30eb\u30b7\u30e5\u30fc\u30c6\u30a3\u30f3\u30b0)$/i,
];

/** Sentences that speak to anybody. */
export const sentences: readonly RegExp[] = [
  /\b(?:ce|cette|le) (?:message|erreur)(?: d'erreur)? (?:signifie|indique|appara\u00eet|s'affiche)\b|\b(?:este|el) (?:error|mensaje)(?: de error)? (?:significa|indica|aparece)\b|\b(?:diese|die) (?:fehler)?meldung (?:bedeutet|erscheint|besagt)\b|(?:\u044d\u0442\u0430|\u0434\u0430\u043d\u043d\u0430\u044f) \u043e\u0448\u0438\u0431\u043a\u0430 (?:\u043e\u0437\u043d\u0430\u0447\u0430\u0435\u0442|\u0432\u043e\u0437\u043d\u0438\u043a\u0430\u0435\u0442)/i,
  /\bsi (?:vous (?:voyez|obtenez|recevez)|le message|aparece|ve (?:el|este))\b|\berscheint (?:die|diese|nun)\b|\bwenn (?:die meldung|sie (?:die meldung|folgende))\b|\u5982\u679c(?:\u51fa\u73b0|\u63d0\u793a|\u9047\u5230|\u770b\u5230)|(?:\u4f1a|\u53ef\u80fd)(?:\u51fa\u73b0|\u63d0\u793a|\u770b\u5230)|\u5834\u5408\u304c\u3042\u308a\u307e\u3059|\u3068\u8868\u793a\u3055\u308c\u305f\u3089/i,
  /\b(?:vous (?:pouvez|devez)|usted (?:debe|puede)|sie (?:m\u00fcssen|k\u00f6nnen)|dovete|voc\u00ea (?:deve|pode))\b|\u6b21\u306e\u3088\u3046\u306a(?:\u30a8\u30e9\u30fc|\u30e1\u30c3\u30bb\u30fc\u30b8)|\u4ee5\u4e0b\u306e\u30a8\u30e9\u30fc/i,
];

/** Who tells what happened to him; what is asked for help with. */
export const person: RegExp =
  /(?:^|[\s("'>*_])(?:ich|mein(?:e[mnrs]?)?|bei (?:mir|uns)|wir|je|j'ai|j'essaie|mes|chez (?:moi|nous)|nous avons|tengo|me (?:sale|da|dice)|no puedo|mi (?:servidor|clave)|non riesco|n\u00e3o consigo|meu|mam|m\u00f3j|nie mog\u0119)(?=[\s,.;?!:)]|$)|(?:^|[\s("])(?:\u044f|\u043c\u0435\u043d\u044f|\u043c\u043e\u0439|\u043d\u0435 \u043c\u043e\u0433\u0443)(?=[\s,.])|\u6211|\u600e\u4e48\u529e|\u6c42\u52a9|\u3069\u3046\u3059\u308c\u3070|\u6559\u3048\u3066|\u56f0\u3063\u3066|\u6628\u65e5|\u79c1\u306e|\u3067\u304d\u307e\u305b\u3093/i;
