/* The floor: as little as a program in ncurses can do that shows a long list and moves in it. */
#include <locale.h>
#include <ncurses.h>
#include <stdlib.h>

static void draw(int top, int cursor, int count)
{
    for (int i = 0; i < LINES; i++) {
        attrset(top + i == cursor ? A_REVERSE : A_NORMAL);
        if (top + i < count)
            mvprintw(i, 0, "  row %-*d", COLS - 7, top + i);
        else
            move(i, 0);
        clrtoeol();
    }
    refresh();
}

int main(int argc, char **argv)
{
    const int count = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 0;
    int cursor = 0;
    int top = 0;
    setlocale(LC_ALL, "");
    initscr();
    raw();
    noecho();
    curs_set(0);
    draw(top, cursor, count);
    for (int key = getch(); key != 'q' && key != ERR; key = getch()) {
        cursor += key == 'j' && cursor + 1 < count ? 1 : key == 'k' && cursor > 0 ? -1 : 0;
        top = cursor < top ? cursor : cursor >= top + LINES ? cursor - LINES + 1 : top;
        draw(top, cursor, count);
    }
    endwin();
    return 0;
}
