/* Projects, and what all pages have in common. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <stdio.h>

static const struct story stories[] = {
    { "D12 a name in use gives the one that has it, untouched",
      { { "POST /projects", PROJECT("'name':'first','description':'other'"), 200,
          "/data/id '{P}'; /data/attributes/description 'about'" },
        { "GET /projects?filter[name]=first", NULL, 200, "/data/0/attributes/description 'about'; /data/1 -" } } },
    { "D11 names are compared byte for byte",
      { { "POST /projects", PROJECT("'name':'First'"), 201, "/data/attributes/name 'First'" },
        { "POST /projects", PROJECT("'name':'\\u0066irst'"), 200, "/data/id '{P}'" },
        { "POST /projects", PROJECT("'name':'first '"), 201, "/data/attributes/name 'first '" } } },
    { "D13 a rename to a name in use",
      { { "PATCH /projects/{P}", PROJECT("'name':'second'"), 400, AT_POINTER("/data/attributes/name") },
        { "PATCH /projects/{P}", PROJECT("'name':'first'"), 200, "/data/attributes/name 'first'" },
        { "PATCH /projects/{P}", PROJECT("'name':'third'"), 200, "/data/id '{P}'; /data/attributes/name 'third'" },
        { "PATCH /projects/{O}", PROJECT("'name':'first'"), 200, "/data/attributes/name 'first'" } } },
    { "D15 an update of nothing changes nothing",
      { { "GET /projects?filter[id]={P}", NULL, 200, "U=/data/0/attributes/updated_at" },
        { "PATCH /projects/{P}", PROJECT(""), 200,
          "/data/attributes/updated_at '{U}'; /data/attributes/description 'about'" },
        { "PATCH /projects/{P}", PROJECT("'name':'first','description':'about'"), 200,
          "/data/attributes/updated_at '{U}'" } } },
    { "D16 null and absent descriptions are empty",
      { { "POST /projects", PROJECT("'name':'a','description':null"), 201, "/data/attributes/description ''" },
        { "POST /projects", PROJECT("'name':'b'"), 201, "/data/attributes/description ''" },
        { "PATCH /projects/{P}", PROJECT("'description':null"), 200, "/data/attributes/description ''" },
        { "POST /projects", PROJECT("'name':null"), 400, AT_POINTER("/data/attributes/name") },
        { "PATCH /projects/{P}", PROJECT("'name':null"), 400, AT_POINTER("/data/attributes/name") } } },
    { "D17 what only the server says is ignored when somebody else does",
      { { "POST /projects",
          "{'data':{'type':'projects','id':'mine','more':1,'attributes':{'name':'a','created_at':7,'x':{}}},'y':[]}",
          201, "/data/attributes/name 'a'; /data/attributes/x -" } } },
    { "D4 the newest comes first",
      { { "GET /projects", NULL, 200, "/data/0/id '{O}'; /data/1/id '{P}'; /data/2 -; /meta {}" } } },
    { "D5 filters are exact and must all hold",
      { { "GET /projects?filter[id]={P}", NULL, 200, "/data/0/id '{P}'; /data/1 -" },
        { "GET /projects?filter[name]=second", NULL, 200, "/data/0/id '{O}'; /data/1 -" },
        { "GET /projects?filter[name]=Second", NULL, 200, "/data []; /meta {}" },
        { "GET /projects?filter[name]=secon", NULL, 200, "/data []" },
        { "GET /projects?filter[id]={P}&filter[name]=first", NULL, 200, "/data/0/id '{P}'" },
        { "GET /projects?filter[id]={P}&filter[name]=second", NULL, 200, "/data []" },
        { "GET /projects?filter[id]=&filter[name]=", NULL, 200, "/data/1 *" },
        { "GET /projects?filter[id]={P}&filter[id]={O}&filter[id]={P}", NULL, 200,
          "/data/0/id '{O}'; /data/1/id '{P}'; /data/2 -" },
        { "GET /projects?filter[name]=a&filter[name]=b", NULL, 400, AT_PARAMETER("filter[name]") },
        { "GET /projects?name=first&filter[colour]=red&filter[colour]=blue", NULL, 200, "/data/1 *" } } },
    { "D6 names of parameters come plain or encoded, and + is a space",
      { { "POST /projects", PROJECT("'name':'a b&c'"), 201, "A=/data/id" },
        { "GET /projects?filter%5Bname%5D=a+b%26c", NULL, 200, "/data/0/id '{A}'; /data/1 -" },
        { "GET /projects?filter%5bname]=a%20b%26c", NULL, 200, "/data/0/id '{A}'" },
        { "GET /projects?filter[name]=a%2Bb%26c", NULL, 200, "/data []" },
        { "GET /projects?filter[name]=first%00x", NULL, 200, "/data []" } } },
    { "D1 limits of a page",
      { { "GET /projects?page[limit]=1", NULL, 200, "/data/0/id '{O}'; /data/1 -; /meta/after *" },
        { "GET /projects?page[limit]=2", NULL, 200, "/data/1 *; /meta {}" },
        { "GET /projects?page[limit]=5001", NULL, 200, "/data/1 *" },
        { "GET /projects?page[limit]=99999999999999999999999", NULL, 200, "/data/1 *" },
        { "GET /projects?page[limit]=0", NULL, 400, AT_PARAMETER("page[limit]") },
        { "GET /projects?page[limit]=-1", NULL, 400, AT_PARAMETER("page[limit]") },
        { "GET /projects?page[limit]=1.0", NULL, 400, AT_PARAMETER("page[limit]") },
        { "GET /projects?page[limit]=ten", NULL, 400, AT_PARAMETER("page[limit]") },
        { "GET /projects?page[limit]=1&page[limit]=1", NULL, 400, AT_PARAMETER("page[limit]") } } },
    { "D2 a cursor outlives what it was made from",
      { { "POST /projects", PROJECT("'name':'third'"), 201, "T=/data/id" },
        { "GET /projects?page[limit]=1", NULL, 200, "/data/0/id '{T}'; C=/meta/after" },
        { "POST /projects", PROJECT("'name':'fourth'"), 201, NULL },
        { "POST /projects/delete", PROJECT("'project_ids':['{T}']"), 204, NULL },
        { "GET /projects?page[limit]=1&page[cursor]={C}", NULL, 200, "/data/0/id '{O}'; D=/meta/after" },
        { "GET /projects?page[limit]=5&page[cursor]={D}", NULL, 200, "/data/0/id '{P}'; /data/1 -; /meta {}" },
        { "GET /projects?page[limit]=1&page[cursor]={C}", NULL, 200, "/data/0/id '{O}'" } } },
    { "D2 a cursor is for its list with its filters only",
      { { "GET /projects?page[limit]=1", NULL, 200, "C=/meta/after" },
        { "GET /projects?page[cursor]={C}&filter[name]=first", NULL, 400, AT_PARAMETER("page[cursor]") },
        { "GET /projects?page[cursor]={C}0", NULL, 400, AT_PARAMETER("page[cursor]") },
        { "GET /projects?page[cursor]=nonsense", NULL, 400, AT_PARAMETER("page[cursor]") },
        { "GET /projects?page[cursor]=%00", NULL, 400, AT_PARAMETER("page[cursor]") },
        { "GET /projects?page[cursor]=", NULL, 200, "/data/0/id '{O}'" },
        { "GET /projects?page[limit]=1&filter[id]={O}&filter[id]={P}", NULL, 200, "D=/meta/after" },
        { "GET /projects?filter[id]={O}&filter[id]={P}&page[cursor]={D}", NULL, 200, "/data/0/id '{P}'; /meta {}" } } },
    { "D10 an id that nothing has",
      { { "PATCH /projects/{X}", PROJECT("'name':'a'"), 404, "/errors/0/meta/code 'unknown_resource'" },
        { "PATCH /projects/no%20such%2Fid%00", PROJECT(""), 404, "/errors/0/meta/code 'unknown_resource'" } } },
    { "D27 a project takes its queues along",
      { { "POST /projects/delete", PROJECT("'project_ids':['{P}']"), 204, NULL },
        { "GET /annotation-queues", NULL, 200, "/data/0/id '{R}'; /data/1 -" },
        { "GET /annotation-queues/{Q}/annotated-interactions", NULL, 404, NULL },
        { "GET /annotation-queues/{R}/annotated-interactions", NULL, 200,
          "/data/attributes/annotated_interactions/0/id '{K}'" },
        { "POST /projects", PROJECT("'name':'first'"), 201, "/data/attributes/description ''" } } },
    { "D28 unknown ids are skipped",
      { { "POST /projects/delete", PROJECT("'project_ids':['{X}','','{P}','{P}']"), 204, NULL },
        { "GET /projects", NULL, 200, "/data/0/id '{O}'; /data/1 -" },
        { "POST /projects/delete", PROJECT("'project_ids':['{P}']"), 204, NULL } } },
    { "D29 a delete of nothing",
      { { "POST /projects/delete", PROJECT("'project_ids':[]"), 400, AT_POINTER("/data/attributes/project_ids") },
        { "POST /projects/delete", PROJECT(""), 400, AT_POINTER("/data/attributes/project_ids") },
        { "POST /projects/delete", PROJECT("'project_ids':['{P}',1]"), 400,
          AT_POINTER("/data/attributes/project_ids/1") },
        { "GET /projects", NULL, 200, "/data/1 *" } } },
    { "D44 the literal path wins",
      { { "PATCH /projects/delete", PROJECT(""), 405, NULL }, { "POST /projects/{P}", PROJECT(""), 405, NULL } } },
    { "section 8: every character comes back",
      { { "PATCH /projects/{P}", PROJECT("'description':'\\u0000\\ud83d\\ude00\\n\\\\ \xc3\xa9 \\/'"), 200,
          "/data/attributes/description '\\u0000\xf0\x9f\x98\x80\\n\\\\ \xc3\xa9 /'" },
        { "GET /projects?filter[id]={P}", NULL, 200,
          "/data/0/attributes/description '\\u0000\xf0\x9f\x98\x80\\n\\\\ \xc3\xa9 /'" } } },
};

START_TEST(projects_keep_the_contract)
{
    world_open_filled();
    story_run(&stories[_i]);
    world_close();
}
END_TEST

START_TEST(a_page_holds_a_hundred_unless_told)
{
    enum { PROJECTS = 250 };
    world_open();
    for (int i = 0; i < PROJECTS; i++) {
        char body[128];
        snprintf(body, sizeof(body), PROJECT("'name':'p%d'"), i);
        step_run("many projects", &(struct step){ "POST /projects", body, 201, NULL });
    }
    static const struct story pages = {
        "D1 pages of a hundred",
        { { "GET /projects", NULL, 200, "/data/0/attributes/name 'p249'; /data/99 *; /data/100 -; A=/meta/after" },
          { "GET /projects?page[cursor]={A}", NULL, 200, "/data/0/attributes/name 'p149'; /data/100 -; B=/meta/after" },
          { "GET /projects?page[cursor]={B}", NULL, 200,
            "/data/0/attributes/name 'p49'; /data/49/attributes/name 'p0'; /data/50 -; /meta {}" } }
    };
    story_run(&pages);
    world_close();
}
END_TEST

Suite *projects_suite(void)
{
    TCase *const cases = tcase_create("projects");
    tcase_add_loop_test(cases, projects_keep_the_contract, 0, ARRAY_LENGTH(stories));
    tcase_add_test(cases, a_page_holds_a_hundred_unless_told);
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("contract: projects");
    suite_add_tcase(suite, cases);
    return suite;
}
