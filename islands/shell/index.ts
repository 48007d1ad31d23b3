/**
 * What every page of the shell gains from script; without it all of this still works as links and forms.
 *
 * Mounts on:
 *   <ol data-rows><li data-row><a data-open href="…">…</a></li></ol>      J and K move between rows, Enter opens the row
 *   <form data-theme-switch method="post" action="/ui/theme/">…</form>    the theme changes at once, the post remembers it
 *   <details class="menu">…</details>                                     closes on Escape and on a press outside
 *   <div id="toasts"><div class="toast">…</div></div>                     a toast without a link leaves after six seconds
 *   <nav class="tabs"><a aria-current="true">…</a></nav>                  the current tab is in sight on a phone
 *   <form method="post" action="…/logout/">                              drafts of visits are forgotten first, once asked
 *   <body data-unsent="… {n} …">                                         what is asked before unsent drafts are lost
 */
import { mountMenus } from "./menus";
import { mountRows } from "./rows";
import { mountSignOut } from "./signout";
import { mountTabs } from "./tabs";
import { mountTheme } from "./theme";
import { mountToasts } from "./toasts";

mountRows(document);
mountTheme(document);
mountSignOut(document);
mountMenus(document);
mountTabs(document);
mountToasts(document);
