"""Expected token buckets of recorded provider exchanges, read from the bodies by hand-made rules that share no
code with Casebook. Buckets: in (uncached), read, write, hour, out (visible), think; unknown is null."""
import json, sys, glob, os

def sse(text):
    out=[]
    for ln in text.split('\n'):
        ln=ln.strip()
        if ln.startswith('data:'): ln=ln[5:].strip()
        if ln.startswith('{'):
            try: out.append(json.loads(ln))
            except ValueError: pass
    return out

def docs(body):
    if not isinstance(body,str): return [body]
    try:
        v=json.loads(body); return v if isinstance(v,list) else [v]
    except ValueError: return sse(body)

def buckets(provider, uri, ds):
    """last usage wins; returns dict or None"""
    u={}
    for d in ds:
        for place in (d, d.get('response') or {}, d.get('message') or {}, d.get('delta') or {}):
            if not isinstance(place,dict): continue
            for k in ('usage','usageMetadata','meta'):
                if isinstance(place.get(k),dict): u.update({a:b for a,b in place[k].items() if b is not None})
        if d.get('done') is True or 'generation_token_count' in d:
            u.update({k:d[k] for k in ('prompt_eval_count','eval_count','prompt_token_count','generation_token_count') if k in d})
    def b(i,r,w,w1,o,t): return {'in':i,'read':r,'write':w,'hour':w1,'out':o,'think':t}
    host=uri.split('/')[2]
    if 'billed_units' in u:
        bu=u['billed_units']
        if 'search_units' in bu and 'input_tokens' not in bu: return None
        return b(bu.get('input_tokens'),0,0,0,bu.get('output_tokens',0),0)
    if 'eval_count' in u:
        return b(u.get('prompt_eval_count'),0,0,0,u['eval_count'],0)
    if 'generation_token_count' in u:
        return b(u['prompt_token_count'],0,0,0,u['generation_token_count'],0)
    if 'promptTokenCount' in u:
        r=u.get('cachedContentTokenCount',0); t=u.get('thoughtsTokenCount',0)
        return b(u['promptTokenCount']-r+u.get('toolUsePromptTokenCount',0),r,0,0,u.get('candidatesTokenCount',u.get('totalTokenCount',0)-u['promptTokenCount']-u.get('toolUsePromptTokenCount',0)-t),t)
    if 'inputTokens' in u:   # Bedrock
        r=u.get('cacheReadInputTokens',u.get('cacheReadInputTokenCount',0)); w=u.get('cacheWriteInputTokens',u.get('cacheWriteInputTokenCount',0))
        return b(u['inputTokens'],r,w,0,u.get('outputTokens'),0)
    if 'prompt_tokens' in u:
        pd=u.get('prompt_tokens_details') or u.get('prompt_token_details') or {}; cd=u.get('completion_tokens_details') or {}
        r=pd.get('cached_tokens') or u.get('prompt_cache_hit_tokens') or u.get('cached_tokens') or 0
        w=pd.get('cache_write_tokens') or 0; t=cd.get('reasoning_tokens') or 0
        return b(u['prompt_tokens']-r-w,r,w,0,u.get('completion_tokens',u['total_tokens']-u['prompt_tokens'])-t,t)
    if 'input_tokens' in u:
        if 'input_tokens_details' in u:
            r=u['input_tokens_details'].get('cached_tokens',0); w=u['input_tokens_details'].get('cache_write_tokens',0)
            t=(u.get('output_tokens_details') or {}).get('reasoning_tokens',0)
            return b(u['input_tokens']-r-w,r,w,0,u['output_tokens']-t,t)
        t=(u.get('output_tokens_details') or {}).get('thinking_tokens',0)
        return b(u['input_tokens'],u.get('cache_read_input_tokens',0),u.get('cache_creation_input_tokens',0),(u.get('cache_creation') or {}).get('ephemeral_1h_input_tokens',0),u['output_tokens']-t,t)
    return None

HOUSE=('/models','/files','/assistants','/threads','count_tokens','countTokens','fileSearchStores')
out={}
for f in sorted(glob.glob(sys.argv[1]+'/*.jsonl')):
    rows=[]
    for n,line in enumerate(open(f),1):
        d=json.loads(line); ds=docs(d['response']['body']); ds=[x for x in ds if isinstance(x,dict)]
        uri=d['request']['uri']; x=buckets(d['provider'],uri,ds)
        path=uri.split('?')[0]
        house = d['request']['method'] in('GET','DELETE') or any(h in path and (h!='/models' or path.endswith('/models')) for h in HOUSE)
        stage='model' if x or not house else 'infrastructure'
        bad=d['response']['status']>=400 or any(isinstance(y.get('error'),dict) for y in ds)
        cost=None
        for y in ds:
            for place in (y, y.get('response') or {}):
                uu=place.get('usage') if isinstance(place,dict) else None
                if isinstance(uu,dict) and isinstance(uu.get('cost'),(int,float)): cost=repr(uu['cost']) if not isinstance(uu['cost'],float) else format(__import__('decimal').Decimal(repr(uu['cost'])),'f')
        rows.append({'line':n,'stage':stage,'failed':bad,'tokens':x,'cost':cost})
    out[os.path.basename(f)]=rows
json.dump(out,open(sys.argv[2],'w'),indent=None)
for k,v in out.items(): print(k,len(v),sum(1 for r in v if r['tokens']),sum(1 for r in v if r['stage']=='model'))
