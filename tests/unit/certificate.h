#ifndef ANNOTTY_TESTS_UNIT_CERTIFICATE_H
#define ANNOTTY_TESTS_UNIT_CERTIFICATE_H

/* A key pair of no worth: for localhost, valid until 2120. */
static const char test_certificate[] = "-----BEGIN CERTIFICATE-----\n"
                                       "MIIBfjCCASWgAwIBAgIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxhbm5vdHR5\n"
                                       "IHRlc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBcxFTATBgNV\n"
                                       "BAMMDGFubm90dHkgdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKfW6REQ\n"
                                       "vh9oBa4Fj4rUBNfAWXGTf7FBwyF8N8D/j+Y9DHGeDfWLVX5UtJJv/Lp14S2AmXCr\n"
                                       "5w22c6VzO15jAA2jYDBeMA8GA1UdEwEB/wQFMAMBAf8wLAYDVR0RBCUwI4IJbG9j\n"
                                       "YWxob3N0hwR/AAABhxAAAAAAAAAAAAAAAAAAAAABMB0GA1UdDgQWBBTRXPGxYvhh\n"
                                       "KjVP+FNqR9TJNVzFZjAKBggqhkjOPQQDAgNHADBEAiBWvpx6/qWkt+p+SQV6VcQ6\n"
                                       "9vfP48AUTrf0wHr7dPWoYgIgYf6MgiEC4ck1oJIPOLCUzWGwwLXTsupmwRucm+zb\n"
                                       "amA=\n"
                                       "-----END CERTIFICATE-----\n";
static const char test_private_key[] = "-----BEGIN PRIVATE KEY-----\n"
                                       "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9oFwWFqP7OFSSf59\n"
                                       "zANEtLepDEoKR89p/QIxNkTUnuqhRANCAASn1ukREL4faAWuBY+K1ATXwFlxk3+x\n"
                                       "QcMhfDfA/4/mPQxxng31i1V+VLSSb/y6deEtgJlwq+cNtnOlczteYwAN\n"
                                       "-----END PRIVATE KEY-----\n";

#endif
